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

    /// <summary>Brings every chart into view and waits until each is drawn.</summary>
    public async Task DrawCharts()
    {
        var charts = Page.Locator("rondo-chart");
        for (var i = 0; i < await charts.CountAsync(); i++)
        {
            await charts.Nth(i).ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(charts.Nth(i).Locator("svg").First).ToBeVisibleAsync();
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
