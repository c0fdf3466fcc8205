using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>Whatever people call things, it is text.</summary>
public sealed class HostileNamesTests(Site site)
{
    [Fact]
    public async Task A_name_that_is_markup_stays_text_on_every_screen()
    {
        await using var visitor = await site.Visit();
        var model = Uri.EscapeDataString(Site.Hostile);
        // Beside those that everybody walks anyway.
        string[] addresses =
        [
            "/runs?project=1", "/runs?q=run_name+LIKE+%27%25img%25%27", $"/runs/{site.HostileRun}", $"/runs/{site.HostileRun}?curve={model}", $"/runs/compare?all=yes&run={site.HostileRun}&run={site.LongRun}",
            $"/models/{model}", $"/models/{model}/versions/1", $"/models/{model}/versions/1?tab=card", $"/models/{model}/versions/1?tab=files", $"/models/{model}/promote?version=1",
            $"/data/{site.DataHash}?column=2", $"/models/{model}/diff?from=1&to=1", $"/models/{model}/monitoring", "/models/churn/monitoring/columns?name=" + model,
        ];
        foreach (var address in addresses)
        {
            await visitor.OpenDrawn(address);
            await Expect(visitor.Page.Locator("img[src=x]")).ToHaveCountAsync(0);
        }
        await visitor.Open($"/runs/{site.HostileRun}");
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync(Site.Hostile);

        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task An_uploaded_page_is_a_download_and_never_a_page_of_ours()
    {
        await using var visitor = await site.Visit();

        var answer = await visitor.Page.APIRequest.GetAsync($"/runs/{site.LongRun}/artifacts/plots/loss.svg");

        Assert.Equal("application/octet-stream", answer.Headers["content-type"]);
        Assert.StartsWith("attachment", answer.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.Contains("sandbox", answer.Headers["content-security-policy"], StringComparison.Ordinal);
    }
}
