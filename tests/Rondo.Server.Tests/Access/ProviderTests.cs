using System.Net;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Tests.Access;

/// <summary>Signing in at an identity provider that runs beside the test.</summary>
public sealed class ProviderTests
{
    [Fact]
    public async Task Who_the_provider_vouches_for_comes_in_with_the_role_of_the_claim()
    {
        await using var provider = await FakeProvider.Start();
        await using var server = await Start(provider);
        provider.Claims = """{"sub":"17","preferred_username":"carol","groups":["staff","ml-team"]}""";
        var browser = new Browser(server);
        Assert.Contains("Sign in with the company", await (await browser.Get("/signin")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var entered = await Visit(browser, "/signin/oidc?next=%2Fruns");

        Assert.Equal((HttpStatusCode.Redirect, "/runs"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        var me = await browser.Get("/api/v1/me").Json();
        Assert.Equal(["read", "log", "deploy"], me["permissions"]!.AsArray().Select(p => (string?)p));
        Assert.Equal(("carol", "oidc"), Last(server, "sign_in"));
    }

    [Fact]
    public async Task The_role_follows_the_provider_and_a_disabled_user_stays_out()
    {
        await using var provider = await FakeProvider.Start();
        await using var server = await Start(provider);
        provider.Claims = """{"sub":"17","preferred_username":"carol","groups":"ml-team"}""";
        var browser = new Browser(server);
        await Visit(browser, "/signin/oidc");
        provider.Claims = """{"sub":"17","preferred_username":"carol renamed","groups":[]}""";
        await Visit(browser, "/signin/oidc");
        Assert.Equal(["read"], (await browser.Get("/api/v1/me").Json())["permissions"]!.AsArray().Select(p => (string?)p));

        server.Workspace.Users.Change("carol", new UserChange { IsDisabled = true }, new());

        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Get("/api/v1/me").Status());
        var refused = await Visit(browser, "/signin/oidc");
        Assert.Equal("/signin?problem=provider", refused.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_name_of_the_provider_does_not_become_somebody_who_has_a_password_here()
    {
        await using var provider = await FakeProvider.Start();
        await using var server = await Start(provider);
        provider.Claims = """{"sub":"99","preferred_username":"ann"}""";
        var browser = new Browser(server);
        await Visit(browser, "/signin/oidc");
        var me = await browser.Get("/api/v1/me").Json();
        Assert.StartsWith("ann-", (string?)me["name"], StringComparison.Ordinal);
        Assert.Equal(["read"], me["permissions"]!.AsArray().Select(p => (string?)p));
    }

    [Fact]
    public async Task Who_has_no_role_there_stays_out_when_so_told()
    {
        await using var provider = await FakeProvider.Start();
        await using var server = await Start(provider, p => p with { DefaultRole = null });
        provider.Claims = """{"sub":"1","email":"x@example.org"}""";
        var refused = await Visit(new Browser(server), "/signin/oidc");
        Assert.Equal("/signin?problem=provider", refused.Headers.Location!.ToString());
        Assert.Single(server.Workspace.Users.List());
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        await using var provider = await FakeProvider.Start();
        await using var server = await Start(provider);
        provider.Claims = """{"sub":"1","preferred_username":"eve","groups":["admins"]}""";
        var eve = new Browser(server);
        var asked = await eve.Get("/signin/oidc");
        var callback = await FakeProvider.Authorize(asked.Headers.Location!);
        // The victim's browser is sent eve's code: no cookie of its own goes with the state.
        var victim = new Browser(server);
        await victim.Get(callback.PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, await victim.Get("/api/v1/me").Status());
    }

    [Fact]
    public async Task A_provider_that_is_away_is_named_and_passwords_still_work()
    {
        var provider = await FakeProvider.Start();
        var address = provider.Address;
        await provider.DisposeAsync();
        await using var server = await Start(address);
        var browser = new Browser(server);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await browser.Get("/signin/oidc").Status());
        Assert.Equal(HttpStatusCode.Redirect, await browser.SignIn("ann", TestServer.AdminPassword).Status());
    }

    [Theory]
    [InlineData("http://idp.example")]
    [InlineData("not an address")]
    public void A_provider_over_plain_http_is_refused(string authority) =>
        Assert.Throws<Engine.Errors.RondoException>(() => IdentityProvider.FromSettings(name => name == "RONDO_OIDC_AUTHORITY" ? authority : "x"));

    static Task<TestServer> Start(FakeProvider provider, Func<IdentityProvider, IdentityProvider>? change = null) => Start(provider.Address, change);

    static Task<TestServer> Start(Uri authority, Func<IdentityProvider, IdentityProvider>? change = null) => TestServer.WithAccounts(o => o with
    {
        Provider = (change ?? (p => p))(new IdentityProvider
        {
            Authority = authority,
            ClientId = FakeProvider.ClientId,
            ClientSecret = FakeProvider.ClientSecret,
            Name = "the company",
            AdminValue = "admins",
            EditorValue = "ml-team",
        }),
    });

    static async Task<HttpResponseMessage> Visit(Browser browser, string path)
    {
        var asked = await browser.Get(path);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var callback = await FakeProvider.Authorize(asked.Headers.Location!);
        return await browser.Get(callback.PathAndQuery);
    }

    static (string, string) Last(TestServer server, string action)
    {
        var entry = server.Workspace.Audit.Page(new AuditFilter { Action = action })[0];
        return (entry.Actor, entry.Via);
    }
}
