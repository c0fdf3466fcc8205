using Rondo.Engine.Errors;
using Rondo.Observe.Alerts;

namespace Rondo.Observe.Tests.Alerts;

public sealed class AlertConditionTests
{
    [Theory]
    [InlineData("drift.share > 0.3", "drift.share > 0.3")]
    [InlineData("  latency_p99_ms>=20 ", "latency_p99_ms >= 20")]
    [InlineData("performance.rmse<1e2", "performance.rmse < 100")]
    [InlineData("labels.coverage <= -.5", "labels.coverage <= -0.5")]
    [InlineData("pr_auc < 0.55 or drift.share > 0.25 and rows >= 100", "pr_auc < 0.55 or drift.share > 0.25 and rows >= 100")]
    public void Has_one_way_to_be_written(string text, string expected)
    {
        Assert.Equal(expected, AlertCondition.Parse(text).ToString());
        Assert.Equal(AlertCondition.Parse(expected), AlertCondition.Parse(text));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("drift.share", "Nothing follows 'drift.share'")]
    [InlineData("drift.share >", "expected a number")]
    [InlineData("drift.share > much", "'much' follows 'drift.share >'")]
    [InlineData("drift.share > NaN", "'NaN'")]
    [InlineData("drift.share == 1", "'==' follows")]
    [InlineData("> 3", "'>' is no name")]
    [InlineData("rows > 3 drift.share > 1", "'drift.share' follows a comparison")]
    [InlineData("rows > 3 and", "ends where a signal")]
    [InlineData("ro\u0007ws > 3", "is no name")]
    public void Says_what_was_found_and_what_is_expected(string text, string part)
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => AlertCondition.Parse(text)).Mistakes);
        Assert.Contains(part, mistake.Message, StringComparison.Ordinal);
        Assert.Contains("drift.share > 0.3", mistake.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_text_is_refused() => Assert.Throws<RondoException>(() => AlertCondition.Parse(string.Join(" or ", Enumerable.Repeat("rows > 1", 1000))));

    [Theory]
    [InlineData("a > 1", true)]
    [InlineData("a > 2", false)]
    [InlineData("a >= 2", true)]
    [InlineData("a < 2", false)]
    [InlineData("a <= 2", true)]
    [InlineData("unknown > 1", null)]
    [InlineData("undefined > 1", null)]
    [InlineData("unknown > 1 or a > 1", true)]
    [InlineData("unknown > 1 or a > 9", false)]
    [InlineData("unknown > 1 and a > 1", null)]
    [InlineData("unknown > 1 and a > 9", false)]
    [InlineData("a > 9 and b > 1 or a > 1", true)]
    [InlineData("rmse > 4", true)]
    public void Holds_by_what_is_known(string text, bool? expected)
    {
        var signals = new Dictionary<string, double> { ["a"] = 2, ["b"] = 2, ["performance.rmse"] = 5, ["undefined"] = double.NaN };
        Assert.Equal(expected, AlertCondition.Parse(text).Holds(signals));
    }
}
