using System.Text.Json;
using Rondo.Lifecycle.Monitoring;

namespace Rondo.Lifecycle.Tests.Monitoring;

public sealed class WatchRulesTests
{
    [Theory]
    [InlineData("6h", 0.25)]
    [InlineData("7d", 7)]
    [InlineData("1mo", 30)]
    [InlineData("1y", 365)]
    public void A_window_is_as_long_as_the_files_schema_lets_it_be_said(string window, double days)
    {
        var rules = new WatchRules(JsonSerializer.SerializeToElement(new { observe = new { drift = new { window }, performance = new { window } } }));

        Assert.Equal(TimeSpan.FromDays(days), rules.DriftWindow);
        Assert.Equal(TimeSpan.FromDays(days), rules.PerformanceWindow);
    }
}
