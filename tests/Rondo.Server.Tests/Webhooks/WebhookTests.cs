using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Webhooks;
using Rondo.Tests.Shared.Webhooks;

namespace Rondo.Server.Tests.Webhooks;

public sealed class WebhookTests : IDisposable
{
    const string Webhooks = "/api/v1/webhooks";
    const string Mlflow = "/api/2.0/mlflow";

    readonly Receiver _receiver = new();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task Events_arrive_in_order_signed_and_in_the_words_of_the_history()
    {
        await using var server = await Allowing("127.0.0.1");
        var (_, secret) = await Add(server, new { url = _receiver.Url });

        await Register(server, "flights");
        await server.Program.PostAsJsonAsync($"{Mlflow}/registered-models/alias", new { name = "flights", alias = "blue", version = "1" }).Json();

        var messages = await _receiver.Wait(2);
        Assert.Equal(["model.registered", "model.alias_set"], messages.Select(m => (string)JsonNode.Parse(m.Body)!["type"]!));
        var data = JsonNode.Parse(messages[1].Body)!["data"]!;
        Assert.Equal(("flights", 1, "blue"), ((string)data["model"]!, (int)data["version"]!, (string)data["alias"]!));
        // The check that receivers make: https://www.standardwebhooks.com
        foreach (var message in messages)
        {
            var signed = $"{message.Headers["webhook-id"]}.{message.Headers["webhook-timestamp"]}.{message.Body}";
            var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(signed));
            Assert.Equal("v1," + Convert.ToBase64String(expected), message.Headers["webhook-signature"]);
        }
        Assert.Equal(2, messages.Select(m => m.Headers["webhook-id"]).Distinct().Count());
    }

    [Fact]
    public async Task A_filter_lets_pass_what_it_names_alone()
    {
        await using var server = await Allowing("127.0.0.1");
        await Add(server, new { url = _receiver.Url, model = (string?)null, kinds = new[] { "alias_set" } });
        await Register(server, "flights");
        await Register(server, "cars");
        await server.Program.PostAsJsonAsync($"{Mlflow}/registered-models/alias", new { name = "cars", alias = "blue", version = "1" }).Json();

        await _receiver.Wait(1);
        await Task.Delay(1500);

        Assert.Equal("model.alias_set", (string)JsonNode.Parse(Assert.Single(_receiver.Messages).Body)!["type"]!);
    }

    [Fact]
    public async Task What_happened_while_no_server_ran_is_told_by_the_next_one_and_told_once()
    {
        var root = Directory.CreateTempSubdirectory("rondo-hooks-").FullName;
        try
        {
            await using (var server = await Allowing("127.0.0.1", root))
            {
                await Add(server, new { url = _receiver.Url });
                await Register(server, "flights");
                await _receiver.Wait(1);
                await Eventually(() => server.Workspace.Webhooks.List()[0].LastResult == "200");
            }
            using (var workspace = Workspace.Open(Path.Combine(root, ".rondo"))) workspace.Models.SetAlias("blue", ModelReference.Version("flights", 1), ExpectedAlias.Anything, new Author { By = "ann" });
            await using (await Allowing("127.0.0.1", root))
            {
                await _receiver.Wait(2);
                await Task.Delay(1500);
            }

            Assert.Equal(["model.registered", "model.alias_set"], _receiver.Messages.Select(m => (string)JsonNode.Parse(m.Body)!["type"]!));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_with_the_same_message_and_one_that_is_gone_is_not()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.Start(o => o with { WebhookHosts = ["127.0.0.1"], Clock = clock });
        _receiver.Answer = () => (500, null);
        var (id, _) = await Add(server, new { url = _receiver.Url });
        await Register(server, "flights");
        await _receiver.Wait(1);
        await Eventually(() => server.Workspace.Webhooks.Find(id) is { Failures: 1, LastResult: "500" });

        clock.Advance(TimeSpan.FromSeconds(6));
        await _receiver.Wait(2);
        await Eventually(() => server.Workspace.Webhooks.Find(id).Failures == 2);
        _receiver.Answer = () => (410, null);
        clock.Advance(TimeSpan.FromMinutes(1));
        await _receiver.Wait(3);
        await Eventually(() => server.Workspace.Webhooks.Find(id).Disabled is not null);

        Assert.Single(_receiver.Messages.Select(m => m.Headers["webhook-id"]).Distinct());
        clock.Advance(TimeSpan.FromDays(1));
        await Task.Delay(1500);
        Assert.Equal(3, _receiver.Messages.Count);

        _receiver.Answer = () => (204, null);
        await server.Program.PostAsync($"{Webhooks}/{id}/resume", null).Json();
        await _receiver.Wait(4);
        await Eventually(() => server.Workspace.Webhooks.Find(id) is { Failures: 0, LastResult: "204" });
    }

    [Theory]
    [InlineData("http://example.org/hook")]
    [InlineData("ftp://example.org/hook")]
    [InlineData("https://ann:secret@example.org/hook")]
    [InlineData("/hook")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("https://10.1.2.3/hook")]
    [InlineData("https://192.168.0.1:8080/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://0.0.0.0/hook")]
    public async Task An_address_that_leads_nowhere_good_is_refused(string url)
    {
        await using var server = await TestServer.Start();

        var answer = await server.Program.PostAsJsonAsync(Webhooks, new { url });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(server.Workspace.Webhooks.List());
    }

    [Fact]
    public async Task A_name_that_turns_private_after_it_was_checked_is_not_connected_to()
    {
        var asked = 0;
        IPAddress[] public_ = [IPAddress.Parse("93.184.215.14")], private_ = [IPAddress.Loopback];
        using var sender = new WebhookSender([], TimeProvider.System, (_, _) => Task.FromResult(asked++ == 0 ? public_ : private_));
        var url = await sender.Check($"https://rebinding.example:{_receiver.Port}/hook", CancellationToken.None);
        using var workspace = new TemporaryWorkspace();
        var (webhook, _) = workspace.Workspace.Webhooks.Create(url, null, [], new Author { By = "ann" });

        var answer = await sender.Ping(webhook, workspace.Workspace.Webhooks, CancellationToken.None);

        Assert.False(answer.Arrived);
        Assert.Contains("127.0.0.1", answer.Result, StringComparison.Ordinal);
        Assert.Equal(2, asked);
        Assert.Empty(_receiver.Messages);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await Allowing("127.0.0.1");
        _receiver.Answer = () => (302, $"http://127.0.0.1:{_receiver.Port}/elsewhere");
        var (id, _) = await Add(server, new { url = _receiver.Url });

        var answer = await server.Program.PostAsync($"{Webhooks}/{id}/test", null).Json();

        Assert.Equal((false, "302"), ((bool)answer["arrived"]!, (string)answer["result"]!));
        Assert.Equal("/hook", Assert.Single(_receiver.Messages).Path);
    }

    [Fact]
    public async Task Only_an_admin_sees_or_makes_webhooks_and_the_secret_is_shown_once()
    {
        await using var server = await TestServer.WithAccounts(o => o with { WebhookHosts = ["127.0.0.1"] });
        using var editor = server.WithKey(Role.Editor);
        using var admin = server.WithBasic("ann", TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.Forbidden, await editor.GetAsync(Webhooks).Status());
        Assert.Equal(HttpStatusCode.Forbidden, await editor.PostAsJsonAsync(Webhooks, new { url = _receiver.Url }).Status());
        var made = await admin.PostAsJsonAsync(Webhooks, new { url = _receiver.Url }).Json(HttpStatusCode.Created);

        Assert.DoesNotContain("whsec_", await admin.GetStringAsync(Webhooks), StringComparison.Ordinal);
        var id = (string)made["about"]!["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, await admin.DeleteAsync($"{Webhooks}/{id}").Status());
        Assert.Equal(HttpStatusCode.NotFound, await admin.GetAsync($"{Webhooks}/{id}").Status());
        Assert.Equal(["webhook.remove", "webhook.create"], server.Workspace.Audit.Page(new AuditFilter()).Select(e => e.Action).Where(a => a.StartsWith("webhook", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_kind_or_model_that_is_none_is_refused()
    {
        await using var server = await Allowing("127.0.0.1");

        Assert.Equal(HttpStatusCode.BadRequest, await server.Program.PostAsJsonAsync(Webhooks, new { url = _receiver.Url, kinds = new[] { "promotd" } }).Status());
        Assert.Equal(HttpStatusCode.NotFound, await server.Program.PostAsJsonAsync(Webhooks, new { url = _receiver.Url, model = "nothing" }).Status());
    }

    static Task<TestServer> Allowing(string host, string? root = null) => TestServer.Start(o => o with { WebhookHosts = [host] }, root);

    static async Task<(string Id, string Secret)> Add(TestServer server, object webhook)
    {
        var made = await server.Program.PostAsJsonAsync(Webhooks, webhook).Json(HttpStatusCode.Created);
        return ((string)made["about"]!["id"]!, (string)made["secret"]!);
    }

    static async Task Register(TestServer server, string name)
    {
        await server.Program.PostAsJsonAsync($"{Mlflow}/registered-models/create", new { name }).Json();
        var run = await server.Program.PostAsJsonAsync($"{Mlflow}/runs/create", new { experiment_id = "0" }).Json();
        var info = run["run"]!["info"]!;
        await server.Program.PostAsJsonAsync($"{Mlflow}/model-versions/create", new { name, source = $"{info["artifact_uri"]}/model", run_id = (string)info["run_id"]! }).Json();
    }

    static async Task Eventually(Func<bool> isSo)
    {
        for (var i = 0; i < 400 && !isSo(); i++) await Task.Delay(25);
        Assert.True(isSo());
    }

    sealed class TemporaryWorkspace : IDisposable
    {
        readonly string _folder = Directory.CreateTempSubdirectory("rondo-hooks-").FullName;

        public TemporaryWorkspace() => Workspace = Workspace.Open(_folder);

        public Workspace Workspace { get; }

        public void Dispose()
        {
            Workspace.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
