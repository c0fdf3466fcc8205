using Microsoft.Playwright;

namespace Rondo.BrowserTests;

/// <summary>A browser's window and what it complained about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    readonly IBrowserContext _context;

    public Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        page.Dialog += async (_, dialog) =>
        {
            Complaints.Add($"{page.Url}: a dialog said {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public async Task Open(string address)
    {
        var answer = await Page.GotoAsync(address);
        Assert.True(answer!.Ok, $"{address} answered {answer.Status}.");
    }

    /// <summary>Opens a page and waits for what comes later: a profile that is computed, and its charts.</summary>
    public async Task OpenDrawn(string address)
    {
        await Open(address);
        if (address.StartsWith("/data/", StringComparison.Ordinal)) await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Columns" })).ToBeVisibleAsync();
        await DrawCharts();
    }

    /// <summary>Brings every chart into view and waits until all are drawn.</summary>
    public async Task DrawCharts()
    {
        await Page.EvaluateAsync("""
            (async () => {
              for (const chart of document.querySelectorAll('rondo-chart')) {
                chart.scrollIntoView({ behavior: 'instant' });
                await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
              }
            })()
            """);
        await Assertions.Expect(Page.Locator("rondo-chart:not([data-drawn])")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator("rondo-chart:not(:has(svg))")).ToHaveCountAsync(0);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
