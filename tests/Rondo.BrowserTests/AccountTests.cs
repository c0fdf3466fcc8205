using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rondo.BrowserTests;

/// <summary>A server with accounts: from the first admin to a key and out again.</summary>
public sealed class AccountTests(Site site)
{
    const string Words = "a few good words";

    [Fact]
    public async Task The_first_admin_lets_somebody_in_makes_a_key_and_leaves()
    {
        var server = await site.WithAccounts();
        await using var visitor = await site.Visit(server);
        var (page, problems) = (visitor.Page, new List<string>());
        await visitor.Open(server.StartAddress.PathAndQuery);
        await Look("/setup");
        await page.GetByLabel("Name").FillAsync("ann");
        await page.GetByLabel("Password, 10").FillAsync(Words);
        await page.GetByLabel("The same").FillAsync(Words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the admin" }).ClickAsync();
        await Expect(page.Locator(".side-foot")).ToContainTextAsync("Signed in as ann");

        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).First.ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Site.Hostile);
        await page.GetByLabel("Password, 10").FillAsync(Words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the user" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = Site.Hostile })).ToContainTextAsync("active");
        await Look("/settings/users");

        await page.GetByRole(AriaRole.Link, new() { Name = "API keys" }).ClickAsync();
        await page.GetByLabel("What it is for").FillAsync(Site.Hostile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#made code.secret")).ToContainTextAsync("rk_");
        await Look("/settings/keys");
        // The server is that of the other test too, whose key is there or not.
        var revoke = page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {Site.Hostile} of ann", Exact = true });
        await revoke.ClickAsync();
        await Expect(revoke).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "key.revoke" })).ToContainTextAsync("ann");
        await Look("/settings/audit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Look("/signin");
        await Expect(page.Locator("img[src=x]")).ToHaveCountAsync(0);
        Assert.Empty(problems);
        Assert.Empty(visitor.Complaints);

        async Task Look(string name)
        {
            problems.AddRange(await Soundness.ByDayAndNight(page, name));
            await page.SetViewportSizeAsync(390, 844);
            problems.AddRange(await Soundness.OnAPhone(page, name, withContrast: false));
            await page.SetViewportSizeAsync(1360, 900);
        }
    }

    [Fact]
    public async Task With_scripts_off_a_stranger_signs_in_and_sees_no_more_than_they_may()
    {
        var server = await site.WithAccounts();
        site.AddViewer("vic", Words);
        await using var visitor = await site.Visit(server, withScripts: false);
        var page = visitor.Page;
        await page.GotoAsync("/models");
        await page.GetByLabel("Name").FillAsync("vic");
        await page.GetByLabel("Password").FillAsync("not the right words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Name or password is wrong.");
        await page.GetByLabel("Name").FillAsync("vic");
        await page.GetByLabel("Password").FillAsync(Words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Models", Level = 1 })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "API keys" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Audit log" })).ToHaveCountAsync(0);
        await page.GetByLabel("What it is for").FillAsync("nightly");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#made code.secret")).ToContainTextAsync("rk_");
    }
}
