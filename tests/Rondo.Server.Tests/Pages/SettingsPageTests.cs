using System.Net;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Pages;

/// <summary>Users, keys and the audit log as pages: who sees them, and what their forms do.</summary>
public sealed partial class SettingsPageTests
{
    const string Hostile = "<img src=x onerror=alert(1)>";
    const string Words = "other good words";

    [Fact]
    public async Task An_admin_lets_somebody_in_gives_another_role_and_puts_them_out()
    {
        await using var server = await TestServer.WithAccounts();
        var ann = new Browser(server);
        await ann.SignIn("ann", TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.Redirect, await ann.PostForm("/settings/users", "/settings/users", ("name", "bob"), ("role", "viewer"), ("password", Words)).Status());
        var bob = new Browser(server);
        Assert.Equal(HttpStatusCode.Redirect, await bob.SignIn("bob", Words).Status());
        Assert.Equal(HttpStatusCode.Redirect, await ann.PostForm("/settings/users", "/settings/users/bob", ("change", "role"), ("role", "editor")).Status());
        Assert.Equal(Role.Editor, server.Workspace.Users.Get("bob").Role);
        Assert.Equal(HttpStatusCode.Redirect, await ann.PostForm("/settings/users", "/settings/users/bob", ("change", "disable")).Status());

        Assert.Equal(HttpStatusCode.Unauthorized, await bob.SignIn("bob", Words).Status());
        Assert.Contains("disabled", await Text(ann, "/settings/users"), StringComparison.Ordinal);
        Assert.Equal(["user.change", "user.change", "user.create"], server.Workspace.Audit.Page(new AuditFilter { Actor = "ann" }).Select(e => e.Action).Where(a => a is "user.change" or "user.create"));
    }

    [Theory]
    [InlineData("/settings/users/ann", "disable", "viewer", HttpStatusCode.Conflict, "the only admin")]
    [InlineData("/settings/users/ann", "role", "viewer", HttpStatusCode.Conflict, "the only admin")]
    [InlineData("/settings/users/ann", "role", "king", HttpStatusCode.BadRequest, "There is no role 'king'")]
    [InlineData("/settings/users/ann", "everything", "viewer", HttpStatusCode.BadRequest, "doesn't say what to change")]
    [InlineData("/settings/users/nobody", "disable", "viewer", HttpStatusCode.NotFound, "There is no user named 'nobody'")]
    public async Task What_cannot_be_is_told_on_the_page_and_changes_nothing(string action, string change, string role, HttpStatusCode status, string told)
    {
        await using var server = await TestServer.WithAccounts();
        var ann = new Browser(server);
        await ann.SignIn("ann", TestServer.AdminPassword);

        var answer = await ann.PostForm("/settings/users", action, ("change", change), ("role", role));

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(told, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.True(server.Workspace.Users.Get("ann") is { IsDisabled: false, Role: Role.Admin });
    }

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_over_when_revoked()
    {
        await using var server = await TestServer.WithAccounts();
        var vic = await server.SignedIn(Role.Viewer, "vic");

        var made = await vic.PostForm("/settings/keys", "/settings/keys", ("name", Hostile), ("scope", "read"), ("days", "7"));

        var page = await made.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        var key = Key().Match(page).Value;
        using var program = server.WithBearer(key);
        Assert.Equal(HttpStatusCode.OK, await program.GetAsync("/api/v1/me").Status());
        Assert.DoesNotContain(key, await Text(vic, "/settings/keys"), StringComparison.Ordinal);
        Assert.Contains("no-store", made.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var id = server.Workspace.Keys.List("vic").Single().Id;
        Assert.Equal(HttpStatusCode.Redirect, await vic.PostForm("/settings/keys", $"/settings/keys/{id}/revoke").Status());
        Assert.Equal(HttpStatusCode.Unauthorized, await program.GetAsync("/api/v1/me").Status());
    }

    [Theory]
    [InlineData("deploy", null, "7", HttpStatusCode.Forbidden)]
    [InlineData("admin", null, "7", HttpStatusCode.Forbidden)]
    [InlineData("read", "ann", "7", HttpStatusCode.Forbidden)]
    [InlineData("read", null, "0", HttpStatusCode.BadRequest)]
    [InlineData("read", null, "soon", HttpStatusCode.BadRequest)]
    [InlineData("everything", null, "7", HttpStatusCode.BadRequest)]
    public async Task Nobody_makes_a_key_that_can_more_than_they_can(string scope, string? user, string days, HttpStatusCode status)
    {
        await using var server = await TestServer.WithAccounts();
        var vic = await server.SignedIn(Role.Viewer, "vic");

        (string, string)[] owner = user is null ? [] : [("user", user)];
        var refused = await vic.PostForm("/settings/keys", "/settings/keys", [("name", "x"), ("scope", scope), ("days", days), .. owner]);

        Assert.Equal(status, refused.StatusCode);
        Assert.Empty(server.Workspace.Keys.List());
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Editor)]
    public async Task Whoever_is_no_admin_sees_their_own_keys_alone(Role role)
    {
        await using var server = await TestServer.WithAccounts();
        server.Workspace.Keys.Create("ann", "the admin's own", Permission.Read, null, new Lifecycle.Store.Author());
        var other = server.Workspace.Keys.List().Single().Id;
        var vic = await server.SignedIn(role, "vic");

        Assert.DoesNotContain("the admin's own", await Text(vic, "/settings/keys"), StringComparison.Ordinal);
        foreach (var page in (string[])["/settings/users", "/settings/audit"]) Assert.Equal(HttpStatusCode.Forbidden, await vic.Get(page).Status());
        Assert.Equal(HttpStatusCode.NotFound, await vic.PostForm("/settings/keys", $"/settings/keys/{other}/revoke").Status());
        foreach (var action in (string[])["/settings/users", "/settings/users/ann"])
            Assert.Equal(HttpStatusCode.Forbidden, await vic.PostForm("/settings/keys", action, ("name", "eve"), ("change", "disable"), ("role", "admin"), ("password", Words)).Status());
        Assert.Equal("/settings/keys", (await vic.Get("/settings")).Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_form_without_the_pages_token_changes_nothing()
    {
        await using var server = await TestServer.WithAccounts();
        var ann = new Browser(server);
        await ann.SignIn("ann", TestServer.AdminPassword);

        foreach (var action in (string[])["/settings/users", "/settings/users/ann", "/settings/keys", "/settings/keys/x/revoke"])
            Assert.Equal(HttpStatusCode.BadRequest, await ann.PostForm("/health", action, ("name", "eve"), ("role", "admin"), ("password", Words), ("scope", "read"), ("change", "disable")).Status());

        Assert.Equal(["ann"], server.Workspace.Users.List().Select(u => u.Name));
        Assert.Empty(server.Workspace.Keys.List());
    }

    [Fact]
    public async Task The_audit_log_is_read_page_by_page_and_checked()
    {
        await using var server = await TestServer.WithAccounts();
        var ann = new Browser(server);
        await ann.SignIn("ann", TestServer.AdminPassword);
        for (var i = 0; i < 120; i++) server.Workspace.Audit.Append(new Lifecycle.Store.Author { By = Hostile }, "test.done", $"{i}");

        var seen = new List<string>();
        var address = $"/settings/audit?actor={Uri.EscapeDataString(Hostile)}";
        for (var pages = 0; address is not null; pages++)
        {
            Assert.InRange(pages, 0, 2);
            var page = await (await ann.Get(address)).Content.ReadAsStringAsync();
            Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
            seen.AddRange(Target().Matches(page).Select(m => m.Groups[1].Value));
            address = Older().Match(page) is { Success: true } older ? WebUtility.HtmlDecode(older.Groups[1].Value) : null;
        }

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(i => $"{i}"), seen);
        Assert.Contains("Whole: every entry is as it was written", await Text(ann, "/settings/audit?check=yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_sees_the_look_and_nothing_of_the_workspace()
    {
        await using var server = await TestServer.WithAccounts();
        var page = await server.Program.GetStringAsync("/signin?next=/models");

        Assert.Contains("/rondo.css", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(Path.GetDirectoryName(server.Workspace.Folder)!), page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/runs\"", page, StringComparison.Ordinal);
        var style = Style().Match(page).Groups[1].Value;
        Assert.Equal(HttpStatusCode.OK, await server.Program.GetAsync(style).Status());
    }

    [Fact]
    public async Task Without_accounts_there_is_nobody_to_manage()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("/settings/audit", (await server.Program.GetAsync("/settings")).Headers.Location!.ToString());
        foreach (var page in (string[])["/settings/users", "/settings/keys"])
            Assert.Contains("Nobody has to sign in here", await server.Program.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Program.GetAsync("/settings/audit").Status());
    }

    static async Task<string> Text(Browser browser, string page)
    {
        var answer = await browser.Get(page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("rk_[A-Za-z0-9]+_[A-Za-z0-9_-]+")]
    private static partial Regex Key();

    [GeneratedRegex("""<td class="nowrap">test.done</td>\s*<td class="name">([0-9]+)</td>""")]
    private static partial Regex Target();

    [GeneratedRegex("""href="([^"]+)" rel="next""")]
    private static partial Regex Older();

    [GeneratedRegex("""href="(/assets/[0-9a-f]+/rondo\.css)""")]
    private static partial Regex Style();
}
