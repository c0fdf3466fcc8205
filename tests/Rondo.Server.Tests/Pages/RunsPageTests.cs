using System.Net;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Tests.Pages;

/// <summary>The table of runs: its pages and its small curves.</summary>
public sealed partial class RunsPageTests
{
    [Theory]
    [InlineData("/runs")]
    [InlineData("/runs?sort=metrics.%60loss%60")]
    public async Task Runs_that_come_while_somebody_pages_are_neither_shown_twice_nor_push_others_away(string address)
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < 120; i++) await Log(server, $"old-{i:000}", [0.5 + (i % 10)]);
        var seen = new List<string>();
        for (string? page = address; page is not null;)
        {
            var html = await server.Program.GetStringAsync(page);
            seen.AddRange(Row().Matches(html).Select(m => m.Groups[1].Value));
            page = Next().Match(html) is { Success: true } next ? WebUtility.HtmlDecode(next.Groups[1].Value) : null;
            for (var i = 0; i < 3; i++) await Log(server, $"new-{seen.Count}-{i}", [0.1]);
        }

        Assert.Equal(120, seen.Count(name => name.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_run_with_steps_has_a_small_curve_that_is_told_in_words()
    {
        await using var server = await TestServer.Start();
        await Log(server, "long", [.. Enumerable.Range(0, 1000).Select(i => 1000.0 - i)]);
        await Log(server, "single", [1.0]);
        await Log(server, "gaps", [1, double.NaN, double.PositiveInfinity, -1e308, 1e308]);

        var page = WebUtility.HtmlDecode(await server.Program.GetStringAsync("/runs"));

        Assert.Equal(2, page.Split("class=\"spark\"").Length - 1);
        Assert.Contains("Course of loss", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("up to step 999, of 40 points: from 1000", page.Replace(",000", "000", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    static async Task Log(TestServer server, string name, IReadOnlyList<double> values)
    {
        var run = await server.Workspace.Tracking.Create(new RunCreation { ProjectId = "0", Name = name });
        await server.Workspace.Tracking.Log(run, new RunLog { Metrics = [.. values.Select((value, step) => new LoggedMetric("loss", value, step, step))] });
    }

    [GeneratedRegex("class=\"run-name\"[^>]*title=\"([^\"]+)\"")]
    private static partial Regex Row();

    [GeneratedRegex("id=\"next-page\" href=\"([^\"]+)\"")]
    private static partial Regex Next();
}
