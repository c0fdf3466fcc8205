using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Access;

public sealed class ApiKeyTests
{
    const string Me = "/api/v1/me";

    [Fact]
    public async Task A_key_opens_what_its_scopes_say_and_is_shown_once()
    {
        await using var server = await TestServer.WithAccounts();
        var made = await Make(server, new { name = "nightly", scopes = new[] { "log" } });
        var text = (string)made["key"]!;
        Assert.Matches("^rk_[0-9a-z]{16}_[A-Za-z0-9_-]{43}$", text);
        using var program = server.WithBearer(text);
        var me = await program.GetAsync(Me).Json();
        Assert.Equal(("ann", "key"), ((string?)me["name"], (string?)me["via"]));
        Assert.Equal(["read", "log"], me["permissions"]!.AsArray().Select(p => (string?)p));

        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        var list = await admin.GetStringAsync("/api/v1/keys");
        Assert.DoesNotContain(text[20..], list, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(list)!["keys"]![0]!["last_used"]);
    }

    [Theory]
    [InlineData("Bearer rk_0000000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Bearer rk_")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YW5u")]
    [InlineData("Digest x")]
    public async Task Credentials_that_are_none_are_refused(string header)
    {
        await using var server = await TestServer.WithAccounts();
        server.Program.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var answer = await server.Program.GetAsync(Me);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_ends_when_it_expires_is_revoked_or_its_owner_is_disabled()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.WithAccounts(o => o with { Clock = clock });
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        await admin.PostAsJsonAsync("/api/v1/users", new { name = "bob", role = "editor", password = "a few good words" }).Json(HttpStatusCode.Created);
        var brief = server.WithBearer((string)(await Make(server, new { name = "brief", scopes = new[] { "read" }, expires_days = 1 }))["key"]!);
        var revoked = await Make(server, new { name = "revoked", scopes = new[] { "read" } });
        var bobs = server.WithBearer((string)(await Make(server, new { name = "bobs", scopes = new[] { "deploy" }, user = "bob" }))["key"]!);
        await brief.GetAsync(Me).Json();
        await bobs.GetAsync(Me).Json();

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await brief.GetAsync(Me).Status());
        Assert.Equal(HttpStatusCode.NoContent, await admin.DeleteAsync($"/api/v1/keys/{revoked["about"]!["id"]}").Status());
        Assert.Equal(HttpStatusCode.Unauthorized, await server.WithBearer((string)revoked["key"]!).GetAsync(Me).Status());
        await admin.PatchAsJsonAsync("/api/v1/users/bob", new { role = "viewer" }).Json();
        Assert.Equal(["read"], (await bobs.GetAsync(Me).Json())["permissions"]!.AsArray().Select(p => (string?)p));
        await admin.PatchAsJsonAsync("/api/v1/users/bob", new { disabled = true }).Json();
        Assert.Equal(HttpStatusCode.Unauthorized, await bobs.GetAsync(Me).Status());
    }

    [Fact]
    public async Task Nobody_gets_more_by_making_a_key()
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        await admin.PostAsJsonAsync("/api/v1/users", new { name = "bob", role = "viewer", password = "a few good words" }).Json(HttpStatusCode.Created);
        using var bob = server.WithBasic("bob", "a few good words");
        Assert.Equal(HttpStatusCode.Forbidden, await bob.PostAsJsonAsync("/api/v1/keys", new { name = "k", scopes = new[] { "log" } }).Status());
        Assert.Equal(HttpStatusCode.Forbidden, await bob.PostAsJsonAsync("/api/v1/keys", new { name = "k", scopes = new[] { "read" }, user = "ann" }).Status());
        Assert.Equal(HttpStatusCode.Forbidden, await bob.GetAsync("/api/v1/keys?all=true").Status());
        var own = await bob.PostAsJsonAsync("/api/v1/keys", new { name = "k", scopes = new[] { "read" } }).Json(HttpStatusCode.Created);
        // Not a key by a key: it would outlive its own end.
        Assert.Equal(HttpStatusCode.Forbidden, await server.WithBearer((string)own["key"]!).PostAsJsonAsync("/api/v1/keys", new { name = "k", scopes = new[] { "read" } }).Status());
        // Somebody else's key looks like none.
        var anns = await Make(server, new { name = "anns", scopes = new[] { "read" } });
        Assert.Equal(HttpStatusCode.NotFound, await bob.DeleteAsync($"/api/v1/keys/{anns["about"]!["id"]}").Status());
    }

    [Fact]
    public async Task What_clients_of_MLflow_send_is_understood()
    {
        await using var server = await TestServer.WithAccounts();
        var key = (string)(await Make(server, new { name = "mlflow", scopes = new[] { "log" } }))["key"]!;
        foreach (var client in (HttpClient[])[server.WithBasic("ann", TestServer.AdminPassword), server.WithBasic("ann", key), server.WithBearer(key)])
            Assert.Equal("ann", (string?)(await client.GetAsync(Me).Json())["name"]);
    }

    [Fact]
    public async Task Many_requests_with_a_password_are_checked_once()
    {
        await using var server = await TestServer.WithAccounts();
        using var program = server.WithBasic("ann", TestServer.AdminPassword);
        await program.GetAsync(Me).Json();
        var start = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100; i++) await program.GetAsync(Me).Json();
        // One check of PBKDF2 takes longer than a twentieth of a second.
        Assert.True(start.Elapsed < TimeSpan.FromSeconds(4), $"{start.Elapsed} for 100 requests");
    }

    [Fact]
    public async Task Failed_keys_are_in_the_audit_log_but_cannot_fill_it()
    {
        await using var server = await TestServer.WithAccounts();
        using var program = server.WithBearer("rk_0000000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        for (var i = 0; i < 30; i++) await program.GetAsync(Me);
        Assert.Equal(10, server.Workspace.Audit.Page(new AuditFilter { Action = "sign_in.failed" }).Count);
    }

    static async Task<JsonObject> Make(TestServer server, object request)
    {
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        return await admin.PostAsJsonAsync("/api/v1/keys", request).Json(HttpStatusCode.Created);
    }
}
