using System.Text.Json;
using Microsoft.Playwright;

namespace Rondo.BrowserTests;

/// <summary>Every screen, by day, by night and on a phone: nothing in the console, nothing that keeps somebody out, nothing wider than the window.</summary>
public sealed class ScreensTests(Site site)
{
    static readonly string _axe = Path.Combine(AppContext.BaseDirectory, "axe.min.js");

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public async Task Every_screen_is_sound(string look)
    {
        await using var visitor = await site.Visit(isDark: look == "dark", isPhone: look == "phone");
        var problems = new List<string>();
        foreach (var address in Addresses())
        {
            await visitor.Open(address);
            if (address.StartsWith("/data/", StringComparison.Ordinal)) await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Columns" })).ToBeVisibleAsync();
            await visitor.DrawCharts();
            problems.AddRange(await Violations(visitor.Page, address));
            var (wide, window) = (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), visitor.Page.ViewportSize!.Width);
            if (wide > window) problems.Add($"{address} is {wide} wide in a window of {window}.");
            var theme = await visitor.Page.Locator("html").GetAttributeAsync("data-bs-theme");
            if (theme != (look == "dark" ? "dark" : "light")) problems.Add($"{address} is {theme}.");
            await Keep(visitor.Page, look, address);
        }

        Assert.Empty(problems);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_chosen_theme_is_remembered()
    {
        await using var visitor = await site.Visit();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Light or dark" }).First.ClickAsync();
        await visitor.Open("/models");

        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first()
    {
        await using var visitor = await site.Visit();

        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Page.Locator(":focus")).ToHaveTextAsync("Skip to the content");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("main")).ToBeFocusedAsync();
    }

    // For a person to look at, when a folder is named.
    static async Task Keep(IPage page, string look, string address)
    {
        if (Environment.GetEnvironmentVariable("RONDO_SCREENSHOTS") is not { Length: > 0 } folder) return;
        var name = string.Concat(address.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{look}.png"), FullPage = true });
    }

    string[] Addresses() =>
    [
        "/", "/runs", "/runs?q=metrics.rmse+%3C", "/runs?q=params.depth+%3D+%27nothing%27", $"/runs/{site.LongRun}", $"/runs/{site.FailedRun}",
        $"/runs/compare?run={site.LongRun}&run={site.HostileRun}", "/models", "/models/churn", "/models/churn/versions/1", "/models/churn/versions/1?tab=card",
        "/models/churn/versions/1?tab=files", "/models/churn/promote?version=2", "/models/churn/diff?from=1&to=2", "/data", $"/data/{site.DataHash}?column=1",
    ];

    static async Task<IEnumerable<string>> Violations(IPage page, string address)
    {
        // As the debugger adds it, the page's own policy for scripts doesn't apply.
        await page.EvaluateAsync(await File.ReadAllTextAsync(_axe));
        var found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        return found.GetProperty("violations").EnumerateArray()
            .Where(v => v.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(v => $"{address}: {v.GetProperty("id")}: {v.GetProperty("nodes")[0].GetProperty("html")} {v.GetProperty("nodes")[0].GetProperty("failureSummary")}");
    }
}
