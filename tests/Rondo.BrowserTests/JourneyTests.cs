using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rondo.Lifecycle.Store.Tracking;
using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>What people come for.</summary>
public sealed partial class JourneyTests(Site site)
{
    [Fact]
    public async Task The_best_runs_are_found_compared_and_opened()
    {
        await using var visitor = await site.Visit();
        var page = visitor.Page;
        await visitor.Open("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).First.ClickAsync();
        await page.GetByLabel("Filter").FillAsync("metrics.rmse < 2 and (params.depth = '0' or params.depth = '1')");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(page.Locator("#runs tbody tr")).ToHaveCountAsync(24);

        await page.GetByRole(AriaRole.Link, new() { Name = "RMSE" }).ClickAsync();
        await Expect(page.Locator("#runs tbody tr").First).ToContainTextAsync("sweep-00");
        await Expect(page).ToHaveURLAsync(SortedByRmse());
        await page.GetByLabel("Pick sweep-00").CheckAsync();
        await page.GetByLabel("Pick sweep-01").CheckAsync();
        await Expect(page).ToHaveURLAsync(TwoPicked());
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "depth" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "fixed" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "rmse" })).ToContainTextAsync("★");
        await visitor.DrawCharts();
        await page.GetByRole(AriaRole.Link, new() { Name = "Everything" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "fixed" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "sweep-00" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("sweep-00");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task From_an_alert_to_its_column_its_rows_their_version_and_its_run_it_takes_three_clicks()
    {
        await using var visitor = await site.Visit();
        var page = visitor.Page;
        await visitor.Open("/alerts");
        await Expect(page.Locator("#rules tbody tr").First).ToContainTextAsync("firing");

        await page.Locator("#rules tbody tr").Filter(new() { HasText = "drift.share" }).GetByRole(AriaRole.Link, new() { Name = "Most drifted column" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("a.b[0]");
        await Expect(page.Locator("#rows tbody tr").First).ToContainTextAsync("outside");
        await visitor.DrawCharts();
        await page.Locator("#rows tbody tr").First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("churn version");
        await page.Locator("a[href^='/runs/']").First.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("churn");
        await Expect(page).ToHaveURLAsync(ARun());
        Assert.Empty(visitor.Complaints);
    }

    [GeneratedRegex("/runs/[0-9a-z]+$")]
    private static partial Regex ARun();

    [Fact]
    public async Task A_row_is_tried_and_its_prediction_moves_with_it()
    {
        await using var visitor = await site.Visit();
        var page = visitor.Page;
        await visitor.Open("/models/churn");
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("churn@");
        var prediction = page.Locator("#prediction");
        await Expect(prediction).ToHaveTextAsync(YesOrNo());

        foreach (var (value, expected) in new[] { ("0", "no"), ("400", "yes") })
        {
            await page.GetByLabel("a.b[0] int64").FillAsync(value);
            await page.GetByLabel("x\"y double", new() { Exact = true }).FillAsync(value);
            await Expect(prediction).ToHaveTextAsync(expected);
        }
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Probabilities" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "What each column adds" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Combobox, new() { Name = Site.Hostile }).SelectOptionAsync("blue");
        await Expect(prediction).ToHaveTextAsync("yes");

        Assert.Empty(await Soundness.OnAPhone(page, "/models/churn/playground", withContrast: true));
        Assert.Empty(visitor.Complaints);
    }

    [GeneratedRegex("^(yes|no)$")]
    private static partial Regex YesOrNo();

    [Fact]
    public async Task A_brush_keeps_the_runs_that_pass_through_it()
    {
        await using var visitor = await site.Visit();
        var found = site.Workspace.Search.Runs(new SearchRequest { InAnyProject = true, Filter = "run_name IN ('sweep-00', 'sweep-01', 'sweep-09')" }).Items;
        await visitor.OpenDrawn($"/runs/compare?{string.Join('&', found.Select(r => $"run={r.Id}"))}");
        var chart = visitor.Page.Locator("#parallel rondo-chart svg");
        var (lines, faint) = (chart.Locator(".mark-line path"), chart.Locator(".mark-line path[opacity='0.07']"));
        await Expect(lines).ToHaveCountAsync(3);
        await Expect(faint).ToHaveCountAsync(0);

        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.Locator(".mark-symbol.role-mark path").First.BoundingBoxAsync())!;
        var (x, y, all) = (box.X + (box.Width / 2), box.Y + (box.Height / 2), (await chart.BoundingBoxAsync())!);
        // From within the plot over the point, which may lie on its edge.
        var within = y < all.Y + (all.Height / 2) ? 20 : -20;
        await visitor.Page.Mouse.MoveAsync(x - 14, y + within);
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(x + 14, y - (within / 10f), new() { Steps = 4 });
        await visitor.Page.Mouse.UpAsync();

        await Expect(faint).Not.ToHaveCountAsync(0);
        await Expect(chart.Locator(".mark-line path[opacity='0.9']")).Not.ToHaveCountAsync(0);
        await visitor.Page.Mouse.DblClickAsync(x, y + (within / 2f));
        await Expect(faint).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Picked_runs_stay_picked_when_the_table_changes()
    {
        await using var visitor = await site.Visit();
        await visitor.Open("/runs?q=metrics.rmse+%3E+0");

        await visitor.Page.Locator("#runs input[type=checkbox]").Nth(2).CheckAsync();
        var picked = await visitor.Page.Locator("#runs input[type=checkbox]").Nth(2).GetAttributeAsync("value");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Next 50" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Page 2")).ToBeVisibleAsync();

        await Expect(visitor.Page.Locator("[data-pick-count]")).ToHaveTextAsync("1 run picked");
        Assert.Contains($"run={picked}", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_promoted_with_evidence_and_rolled_back()
    {
        await using var visitor = await site.Visit();
        var page = visitor.Page;
        await visitor.Open("/models/churn/promote?version=2");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "ROC-AUC" })).ToBeVisibleAsync();
        await Expect(page.GetByText("rondo models promote churn@2")).ToBeVisibleAsync();

        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("Better where it counts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make version 2 the champion" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Version 2 is the champion now.");
        await Expect(page.GetByText("Version 2 promoted to champion, instead of version 1")).ToBeVisibleAsync();
        await Expect(page.GetByText("Better where it counts")).ToBeVisibleAsync();
        Assert.Equal("met", site.Workspace.Models.History("churn").Last(e => e.Kind == "promoted").Evidence["success"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back from version 2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Rolled back: version 1 is the champion again.");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Whoever_decides_on_stale_figures_is_told_and_changes_nothing()
    {
        await using var visitor = await site.Visit();
        var (page, models) = (visitor.Page, site.Workspace.Models);
        await visitor.Open($"/models/{Uri.EscapeDataString(Site.Hostile)}/promote?version=1");
        var other = models.Register(models.Open(Lifecycle.Store.ModelReference.Version("churn", 2)), new Lifecycle.Store.Registration(true) { Model = "raced" });
        models.Register(models.Open(Lifecycle.Store.ModelReference.Version("churn", 3)), new Lifecycle.Store.Registration(true) { Model = "raced" });
        models.Register(models.Open(Lifecycle.Store.ModelReference.Version("churn", 1)), new Lifecycle.Store.Registration(true) { Model = "raced" });
        await visitor.Open("/models/raced/promote?version=3");
        models.Promote(Lifecycle.Store.ModelReference.Version("raced", 2));

        await page.GetByRole(AriaRole.Button, new() { Name = "Make version 3 the champion" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("somebody else moved it");
        Assert.Equal(2, models.Get(Lifecycle.Store.ModelReference.Parse("raced@champion")).Number);
        Assert.Equal(1, other.Number);
    }

    [GeneratedRegex("sort=metrics")]
    private static partial Regex SortedByRmse();

    [GeneratedRegex("run=.*&run=")]
    private static partial Regex TwoPicked();
}
