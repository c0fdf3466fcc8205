using Microsoft.Playwright;

namespace Rondo.BrowserTests;

/// <summary>Every screen on a desk, by day and by night: nothing in the console, nothing that keeps somebody out, nothing wider than the window, no name that became markup.</summary>
public sealed class WideScreensTests(Site site)
{
    [Fact]
    public async Task Every_screen_is_sound_by_day_and_by_night()
    {
        await using var visitor = await site.Visit();
        var problems = new List<string>();
        foreach (var address in site.Screens)
        {
            await visitor.OpenDrawn(address);
            problems.AddRange(await Soundness.ByDayAndNight(visitor.Page, address));
            await Assertions.Expect(visitor.Page.Locator("img[src=x]")).ToHaveCountAsync(0);
        }

        Assert.Empty(problems);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_page_that_opens_at_night_is_dark_and_draws()
    {
        await using var visitor = await site.Visit(isDark: true);

        await visitor.OpenDrawn($"/runs/{site.LongRun}");

        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_chosen_theme_is_remembered()
    {
        await using var visitor = await site.Visit();
        await visitor.Open("/");

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Light or dark" }).First.ClickAsync();
        await visitor.Open("/models");

        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first()
    {
        await using var visitor = await site.Visit();
        await visitor.Open("/");

        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Page.Locator(":focus")).ToHaveTextAsync("Skip to the content");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("main")).ToBeFocusedAsync();
    }
}
