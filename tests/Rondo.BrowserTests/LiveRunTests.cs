using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;
using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>A run that is under way.</summary>
public sealed class LiveRunTests(Site site)
{
    [Fact]
    public async Task Its_curve_grows_and_its_end_is_told_without_a_reload()
    {
        var tracking = site.Workspace.Tracking;
        var run = await tracking.Create(new RunCreation { ProjectId = "0", Name = "under way" });
        await tracking.Log(run, Points(1, 10));
        await using var visitor = await site.Visit();
        await visitor.Open($"/runs/{run}");
        await visitor.DrawCharts();
        await visitor.Page.EvaluateAsync("document.body.dataset.before = 'yes'");
        await Expect(visitor.Page.Locator("#curve-0 [data-caption]")).ToHaveTextAsync("10 steps.");

        await tracking.Log(run, Points(11, 2000));
        await Expect(visitor.Page.Locator("#curve-0 [data-caption]")).ToContainTextAsync("of 2,000 steps shown");
        await Expect(visitor.Page.Locator("#run-metrics")).ToContainTextAsync("2,000");
        Assert.InRange(int.Parse((await visitor.Page.Locator("#curve-0 rondo-chart").GetAttributeAsync("data-points"))!, System.Globalization.CultureInfo.InvariantCulture), 100, 500);

        await tracking.Change(run, new RunChange { Status = RunStatus.Finished });
        await Expect(visitor.Page.Locator("#run-facts")).ToContainTextAsync("finished");
        await Expect(visitor.Page.Locator("body")).ToHaveAttributeAsync("data-before", "yes");
        Assert.Empty(visitor.Complaints);
    }

    static RunLog Points(int from, int to) =>
        new() { Metrics = [.. Enumerable.Range(from, to - from + 1).Select(step => new LoggedMetric("loss", 1.0 / step, step, step * 1_000_000))] };
}
