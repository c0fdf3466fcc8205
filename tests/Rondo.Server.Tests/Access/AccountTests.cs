using System.Net;
using System.Net.Http.Json;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Access;

/// <summary>Setting up, signing in and out, and being put out.</summary>
public sealed class AccountTests
{
    const string Me = "/api/v1/me";

    [Fact]
    public async Task The_first_admin_comes_in_by_the_address_that_was_printed()
    {
        await using var server = await TestServer.Start(o => o with { Accounts = true });
        Assert.True(server.Server.NeedsFirstAdmin);
        var browser = new Browser(server);
        var page = server.Server.StartAddress.PathAndQuery;
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Get("/setup?token=guessed").Status());

        var weak = await browser.PostForm(page, "/setup", ("name", "ann"), ("password", "short"), ("again", "short"));
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        var done = await browser.PostForm(page, "/setup", ("name", "ann"), ("password", "a few good words"), ("again", "a few good words"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (done.StatusCode, done.Headers.Location!.ToString()));
        Assert.Equal("ann", (string?)(await browser.Get(Me).Json())["name"]);
        Assert.False(server.Server.NeedsFirstAdmin);
        Assert.Equal(HttpStatusCode.Conflict, await browser.Get(page).Status());
    }

    [Fact]
    public async Task Only_one_of_two_becomes_the_first_admin()
    {
        await using var server = await TestServer.WithAccounts();
        var answer = await server.Program.PostAsJsonAsync("/api/v1/setup", new { token = TestServer.SetupToken, name = "eve", password = "a few good words" }).Json(HttpStatusCode.Conflict);
        Assert.Equal("already_set_up", (string?)answer["code"]);
        Assert.Throws<Engine.Errors.RondoException>(() => server.Workspace.Users.SetUp("eve", "hash", new Author()));
    }

    [Fact]
    public async Task Name_and_password_open_a_session_that_signing_out_ends()
    {
        await using var server = await TestServer.WithAccounts();
        var browser = new Browser(server);
        var lost = await browser.Get("/");
        Assert.Equal((HttpStatusCode.Redirect, "/signin?next=%2F"), (lost.StatusCode, lost.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.SignIn("ann", "wrong").Status());

        var entered = await browser.SignIn("ann", TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("rondo=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        await browser.ReadToken();
        Assert.Equal(HttpStatusCode.Redirect, await browser.Post("/signout", new { }).Status());
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Get(Me).Status());
        Assert.Equal(["sign_out", "sign_in", "sign_in.failed", "user.set_up"], server.Workspace.Audit.Page(new AuditFilter()).Select(e => e.Action));
    }

    [Fact]
    public async Task A_form_without_its_token_signs_nobody_in()
    {
        await using var server = await TestServer.WithAccounts();
        using var form = new FormUrlEncodedContent([new("name", "ann"), new("password", TestServer.AdminPassword)]);
        Assert.Equal(HttpStatusCode.BadRequest, await server.Program.PostAsync("/signin", form).Status());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_to_no_other_site(string next)
    {
        await using var server = await TestServer.WithAccounts();
        var browser = new Browser(server);
        var entered = await browser.PostForm($"/signin?next={Uri.EscapeDataString(next)}", "/signin", ("name", "ann"), ("password", TestServer.AdminPassword));
        Assert.Equal("/", entered.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_sixth_guess_within_a_minute_has_to_wait()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.WithAccounts(o => o with { Clock = clock });
        var browser = new Browser(server);
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, await browser.SignIn("ann", "wrong").Status());

        var refused = await browser.SignIn("ann", TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var basic = server.WithBasic("ann", TestServer.AdminPassword);
        Assert.Equal(HttpStatusCode.TooManyRequests, await basic.GetAsync(Me).Status());
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Redirect, await browser.SignIn("ann", TestServer.AdminPassword).Status());
    }

    [Theory]
    [InlineData("""{"disabled":true}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"role":"viewer"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"password":"other good words"}""", HttpStatusCode.Unauthorized)]
    [InlineData("{}", HttpStatusCode.Unauthorized)]
    public async Task A_changed_user_is_out_at_once(string change, HttpStatusCode afterwards)
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        await admin.PostAsJsonAsync("/api/v1/users", new { name = "bob", role = "editor", password = "a few good words" }).Json(HttpStatusCode.Created);
        var browser = new Browser(server);
        await browser.SignIn("bob", "a few good words");
        await browser.Get(Me).Json();

        await admin.PatchAsync("/api/v1/users/bob", new StringContent(change, null, "application/json")).Json();

        Assert.Equal(afterwards, await browser.Get(Me).Status());
    }

    [Fact]
    public async Task A_session_lasts_14_days_from_the_last_visit_and_outlives_a_restart()
    {
        var clock = new ManualClock();
        var root = Directory.CreateTempSubdirectory("rondo-server-").FullName;
        Dictionary<string, string> cookies;
        await using (var first = await TestServer.Start(o => o with { Accounts = true, SetupToken = TestServer.SetupToken, Clock = clock }, root))
        {
            await first.Program.PostAsJsonAsync("/api/v1/setup", new { token = TestServer.SetupToken, name = "ann", password = TestServer.AdminPassword });
            var browser = new Browser(first);
            await browser.SignIn("ann", TestServer.AdminPassword);
            clock.Advance(TimeSpan.FromDays(10));
            await browser.Get(Me).Json();
            clock.Advance(TimeSpan.FromDays(10));
            await browser.Get(Me).Json();
            cookies = browser.Cookies;
        }
        await using (var second = await TestServer.Start(o => o with { Accounts = true, Clock = clock }, root))
        {
            var browser = new Browser(second);
            foreach (var (name, value) in cookies) browser.Cookies[name] = value;
            await browser.Get(Me).Json();
            clock.Advance(TimeSpan.FromDays(15));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.Get(Me).Status());
        }
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        Assert.Equal("last_admin", (string?)(await admin.DeleteAsync("/api/v1/users/ann").Json(HttpStatusCode.Conflict))["code"]);
        Assert.Equal(HttpStatusCode.Conflict, await admin.PatchAsJsonAsync("/api/v1/users/ann", new { disabled = true }).Status());
        Assert.Equal(HttpStatusCode.Conflict, await admin.PatchAsJsonAsync("/api/v1/users/ann", new { role = "viewer" }).Status());
        await admin.PostAsJsonAsync("/api/v1/users", new { name = "bob", role = "admin", password = "a few good words" }).Json(HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.NoContent, await admin.DeleteAsync("/api/v1/users/ann").Status());
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_it()
    {
        await using var server = await TestServer.WithAccounts();
        var browser = new Browser(server);
        await browser.SignIn("ann", TestServer.AdminPassword);
        await browser.ReadToken();
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Post("/api/v1/me/password", new { current = "wrong", @new = "some other words" }).Status());
        Assert.Equal(HttpStatusCode.NoContent, await browser.Post("/api/v1/me/password", new { current = TestServer.AdminPassword, @new = "some other words" }).Status());
        // The session of the change goes on, all others end.
        await browser.Get(Me).Json();
        Assert.Equal(HttpStatusCode.Redirect, await new Browser(server).SignIn("ann", "some other words").Status());
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("..")]
    public async Task Names_that_would_confuse_are_refused(string name)
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        var answer = await admin.PostAsJsonAsync("/api/v1/users", new { name, role = "viewer", password = "a few good words" }).Json(HttpStatusCode.BadRequest);
        Assert.Equal(("invalid_name", "name"), ((string?)answer["code"], (string?)answer["details"]![0]!["field"]));
    }

    [Fact]
    public async Task A_server_for_others_asks_for_accounts()
    {
        await using var server = await TestServer.Start(o => o with { Bind = "0.0.0.0" });
        Assert.True(server.Server is { UsesAccounts: true, IsExposed: true });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Address.Port}") };
        Assert.Equal(HttpStatusCode.Unauthorized, await client.GetAsync(Me).Status());
    }

    [Fact]
    public async Task Only_a_proxy_on_this_machine_is_believed_and_asks_for_accounts()
    {
        await using var server = await TestServer.Start(o => o with { BehindProxy = true, SetupToken = TestServer.SetupToken });
        server.Program.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        server.Program.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        server.Program.DefaultRequestHeaders.Add("X-Forwarded-Host", "rondo.example");
        server.Program.DefaultRequestHeaders.Add("Origin", "https://rondo.example");
        await server.Program.PostAsJsonAsync("/api/v1/setup", new { token = TestServer.SetupToken, name = "ann", password = TestServer.AdminPassword }).Json(HttpStatusCode.Created);
        Assert.Equal("203.0.113.9", server.Workspace.Audit.Page(new AuditFilter()).Single().Address);
    }
}
