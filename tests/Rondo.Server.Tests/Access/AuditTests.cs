using System.Net;
using System.Net.Http.Json;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Access;

public sealed class AuditTests
{
    [Fact]
    public async Task Changes_are_told_with_who_how_and_whence_newest_first_in_pages()
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        await admin.PostAsJsonAsync("/api/v1/users", new { name = "bob", role = "viewer", password = "a few good words" }).Json(HttpStatusCode.Created);
        await admin.PatchAsJsonAsync("/api/v1/users/bob", new { role = "editor" }).Json();
        await admin.DeleteAsync("/api/v1/users/bob");

        var first = await admin.GetAsync("/api/v1/audit?limit=3").Json();
        var entries = first["entries"]!.AsArray();
        Assert.Equal(["user.delete", "user.change", "user.create"], entries.Select(e => (string?)e!["action"]));
        Assert.All(entries, e => Assert.Equal(("ann", "password", "127.0.0.1", "bob"), ((string?)e!["actor"], (string?)e["via"], (string?)e["address"], (string?)e["target"])));
        Assert.Equal("editor", (string?)entries[1]!["detail"]!["role"]);
        var second = await admin.GetAsync($"/api/v1/audit?before={first["next_before"]}").Json();
        Assert.Equal(["user.set_up"], second["entries"]!.AsArray().Select(e => (string?)e!["action"]));
        Assert.Null(second["next_before"]);
        Assert.Equal(3, (await admin.GetAsync("/api/v1/audit?actor=ann&limit=3").Json())["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task There_is_no_verb_that_changes_it()
    {
        await using var server = await TestServer.WithAccounts();
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        foreach (var method in (HttpMethod[])[HttpMethod.Delete, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, "/api/v1/audit") { Content = new StringContent("{}", null, "application/json") };
            Assert.Equal(HttpStatusCode.MethodNotAllowed, await admin.SendAsync(request).Status());
        }
    }

    [Fact]
    public async Task A_name_with_a_line_break_stays_one_line()
    {
        await using var server = await TestServer.WithAccounts(o => o with { LogForm = new(Microsoft.Extensions.Logging.LogLevel.Information, IsJson: false) });
        using var guesser = server.WithBasic("eve\n2026-01-01 sign_in ann\u001b[2J", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, await guesser.GetAsync("/api/v1/me%0a2026-01-01T00:00:00Z%20info%20all%20is%20well").Status());
        Assert.Equal("eve\\u000a2026-01-01 sign_in ann\\u001b[2J", server.Workspace.Audit.Page(new AuditFilter())[0].Target);
        Assert.DoesNotContain(server.Log.ToString().Split('\n'), line => line.StartsWith("2026-01-01T00:00:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_whole_log_can_be_checked()
    {
        await using var server = await TestServer.WithAccounts();
        for (var i = 0; i < 3; i++) server.Workspace.Audit.Append(new Author { By = "ann" }, "model.promoted", "flights@1");
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);
        Assert.True((bool?)(await admin.GetAsync("/api/v1/audit/check").Json())["whole"]);
    }
}
