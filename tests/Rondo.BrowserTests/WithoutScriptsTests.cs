using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>With scripts off tables, forms and links do all that matters.</summary>
public sealed class WithoutScriptsTests(Site site)
{
    [Fact]
    public async Task Runs_are_filtered_sorted_paged_and_compared()
    {
        await using var visitor = await site.Visit(withScripts: false);
        var page = visitor.Page;
        await visitor.Open("/runs");
        await page.GetByLabel("Filter").FillAsync("metrics.rmse > 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "RMSE" }).ClickAsync();
        await Expect(page.Locator("#runs tbody tr").First).ToContainTextAsync("sweep-00");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next 50" }).ClickAsync();
        await Expect(page.Locator("#runs tbody tr").First).ToContainTextAsync("sweep-50");
        await page.Locator("#runs input[type=checkbox]").First.CheckAsync();
        await page.Locator("#runs input[type=checkbox]").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "rmse" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_profile_is_one_link_away_and_a_chart_has_its_table()
    {
        await using var visitor = await site.Visit(withScripts: false);
        await visitor.Open($"/data/{site.DataHash}");
        if (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Show the profile" }).CountAsync() > 0)
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Show the profile" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Columns" })).ToBeVisibleAsync();

        await visitor.Open($"/runs/{site.LongRun}");
        await visitor.Page.GetByText("Show as a table").ClickAsync();
        await Expect(visitor.Page.Locator("#curve-0 table")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_decision_takes_one_form()
    {
        await using var visitor = await site.Visit(withScripts: false);
        await visitor.Open("/models/churn/promote?version=3");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make version 3 the champion" })).ToBeEnabledAsync();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Light or dark" }).First.ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }
}
