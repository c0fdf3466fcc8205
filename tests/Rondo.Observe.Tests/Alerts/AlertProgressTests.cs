using Rondo.Observe.Alerts;

namespace Rondo.Observe.Tests.Alerts;

public sealed class AlertProgressTests
{
    // x: the condition holds in the window, -: it does not, ?: there are no data. F and R: fired and resolved.
    [Theory]
    [InlineData(1, "x", "F")]
    [InlineData(1, "xxx-", "F..R")]
    [InlineData(3, "xx-xx-", "......")]
    [InlineData(3, "xxxxx", "..F..")]
    [InlineData(3, "xxx--", "..F.R")]
    [InlineData(3, "xx?x?-?-?", "...F...R.")]
    [InlineData(2, "xx-x-x-x-x", ".F........")]
    [InlineData(2, "xx--xx--", ".F.R.F.R")]
    [InlineData(1, "?-?", "...")]
    public void Fires_once_for_a_breach_and_resolves_once_it_is_gone(int windows, string seen, string expected)
    {
        var rule = new AlertRule(AlertCondition.Parse("a > 1"), windows, TimeSpan.FromDays(1), AlertSeverity.Warning);
        var progress = AlertProgress.New;
        var told = "";
        foreach (var window in seen)
        {
            (progress, var change) = progress.After(window switch { 'x' => true, '-' => false, _ => null }, rule);
            told += change switch { AlertChange.Fired => 'F', AlertChange.Resolved => 'R', _ => '.' };
        }
        Assert.Equal(expected, told);
    }

    [Theory]
    [InlineData("2026-03-04T13:37:11Z", 3600, "2026-03-04T13:00:00Z")]
    [InlineData("2026-03-04T13:37:11+05:30", 86400, "2026-03-04T00:00:00Z")]
    [InlineData("2026-03-04T00:00:00Z", 86400, "2026-03-04T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z", 60, "1969-12-31T23:59:00Z")]
    public void Windows_begin_at_multiples_of_their_length(string time, int seconds, string expected)
    {
        var rule = new AlertRule(AlertCondition.Parse("a > 1"), 1, TimeSpan.FromSeconds(seconds), AlertSeverity.Info);
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), rule.WindowAt(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
