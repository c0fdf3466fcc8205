namespace Rondo.BrowserTests;

/// <summary>Every screen in a window of 390 pixels. Beside the wide ones, so that both walk at once.</summary>
public sealed class NarrowScreensTests(Site site)
{
    [Fact]
    public async Task Every_screen_is_sound_on_a_phone()
    {
        await using var visitor = await site.Visit(isPhone: true);
        var problems = new List<string>();
        foreach (var address in site.Screens)
        {
            await visitor.OpenDrawn(address);
            problems.AddRange(await Soundness.OnAPhone(visitor.Page, address, withContrast: address == "/"));
        }

        Assert.Empty(problems);
        Assert.Empty(visitor.Complaints);
    }
}
