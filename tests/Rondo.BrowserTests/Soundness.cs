using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>What every screen has to be: without barriers, in its colours, and no wider than the window.</summary>
static class Soundness
{
    // A table's later rows are made as its first ones.
    const string Looked = "{ exclude: [['tbody tr:nth-child(n+9)']] }";
    const string ContrastAlone = "runOnly: ['color-contrast']";
    const string AllButContrast = "rules: { 'color-contrast': { enabled: false } }";

    static readonly string _axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    /// <summary>By day everything is looked at; by night the same elements stand there, so their colours are what may be wrong.</summary>
    public static async Task<IReadOnlyList<string>> ByDayAndNight(IPage page, string address)
    {
        var problems = new List<string>(await Violations(page, address + " by day", ""));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "light");
        problems.AddRange(await TooWide(page, address));
        await Keep(page, "light", address);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        problems.AddRange(await Violations(page, address + " by night", ContrastAlone));
        await Keep(page, "dark", address);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        return problems;
    }

    /// <summary>In a window of a phone's width; its colours are those of the wide one.</summary>
    public static async Task<IReadOnlyList<string>> OnAPhone(IPage page, string address, bool withContrast)
    {
        var problems = new List<string>(await Violations(page, address + " on a phone", withContrast ? "" : AllButContrast));
        problems.AddRange(await TooWide(page, address));
        await Keep(page, "phone", address);
        return problems;
    }

    static async Task<IEnumerable<string>> TooWide(IPage page, string address)
    {
        var (wide, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), page.ViewportSize!.Width);
        return wide > window ? [$"{address} is {wide} wide in a window of {window}."] : [];
    }

    static async Task<IEnumerable<string>> Violations(IPage page, string where, string options)
    {
        // As the debugger adds it, the page's own policy for scripts doesn't apply.
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'")) await page.EvaluateAsync(_axe);
        var found = await page.EvaluateAsync<JsonElement>($"axe.run({Looked}, {{ resultTypes: ['violations'], preload: false, {options} }})");
        return found.GetProperty("violations").EnumerateArray()
            .Where(v => v.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(v => $"{where}: {v.GetProperty("id")}: {v.GetProperty("nodes")[0].GetProperty("html")} {v.GetProperty("nodes")[0].GetProperty("failureSummary")}");
    }

    // For a person to look at, when a folder is named.
    static async Task Keep(IPage page, string look, string address)
    {
        if (Environment.GetEnvironmentVariable("RONDO_SCREENSHOTS") is not { Length: > 0 } folder) return;
        var name = string.Concat(address.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{look}.png"), FullPage = true });
    }
}
