using System.Net;
using System.Net.Http.Json;
using System.Text;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Mlflow;

/// <summary>The cases of the list that are about who asks and from where, on MLflow's routes; every route without credentials (C41) is in EveryRouteTests.</summary>
public sealed class GateCasesTests
{
    const string Create = MlflowServer.Api + "runs/create";

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task C28_and_C29_what_another_site_sends_changes_nothing(string header, string value)
    {
        await using var server = await TestServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, Create) { Content = JsonContent.Create(new { experiment_id = "0" }) };
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, await server.Program.SendAsync(request).Status());

        Assert.Empty(server.Workspace.Runs.List(new RunFilter()));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task C30_what_a_page_may_send_unasked_changes_nothing(string type)
    {
        await using var server = await TestServer.Start();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"experiment_id":"0"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var status = await server.Program.PostAsync(Create, content).Status();

        Assert.True(status is HttpStatusCode.UnsupportedMediaType or HttpStatusCode.BadRequest, $"{status}");
        Assert.Empty(server.Workspace.Runs.List(new RunFilter()));
    }

    [Fact]
    public async Task C32_no_other_site_frames_an_answer()
    {
        await using var server = await TestServer.Start();
        foreach (var path in (string[])[MlflowServer.Api + "experiments/get?experiment_id=0", "/health", "/get-artifact?run_uuid=none&path=x"])
        {
            var answer = await server.Program.GetAsync(path);
            Assert.Contains("frame-ancestors 'none'", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task C42_who_may_only_read_writes_into_no_run_by_any_way()
    {
        await using var server = await TestServer.WithAccounts();
        using var owner = server.WithKey(Role.Editor);
        using var viewer = server.WithKey(Role.Viewer);
        var run = (string)(await owner.PostAsJsonAsync(Create, new { experiment_id = "0" }).Json())["run"]!["info"]!["run_id"]!;
        var file = $"{MlflowServer.Files}/0/{run}/artifacts/a.txt";
        (HttpMethod, string)[] ways =
        [
            (HttpMethod.Put, file), (HttpMethod.Delete, file),
            (HttpMethod.Post, file.Replace("artifacts/0", "mpu/create/0", StringComparison.Ordinal)),
            (HttpMethod.Post, MlflowServer.Api + "runs/log-metric"), (HttpMethod.Post, MlflowServer.Api + "runs/log-batch"), (HttpMethod.Post, MlflowServer.Api + "runs/set-tag"),
            (HttpMethod.Post, MlflowServer.Api + "runs/update"), (HttpMethod.Post, MlflowServer.Api + "runs/delete"),
            (HttpMethod.Post, MlflowServer.Api + "runs/log-inputs"), (HttpMethod.Post, MlflowServer.Api + "runs/log-model"),
        ];
        foreach (var (method, path) in ways)
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(new { run_id = run, run_uuid = run, key = "m", value = 1, timestamp = 1 }) };
            var status = await viewer.SendAsync(request).Status();
            Assert.True(status == HttpStatusCode.Forbidden, $"{method} {path}: {status}");
        }
        Assert.Empty(server.Workspace.Tracking.Get(run)!.Metrics);
    }

    [Fact]
    public async Task C46_a_stranger_learns_of_no_id_whether_it_exists()
    {
        await using var server = await TestServer.WithAccounts();
        using var owner = server.WithKey(Role.Editor);
        var run = (string)(await owner.PostAsJsonAsync(Create, new { experiment_id = "0" }).Json())["run"]!["info"]!["run_id"]!;
        string Ask(string id) => $"{MlflowServer.Api}runs/get?run_id={id}";

        var known = await server.Program.GetAsync(Ask(run));
        var unknown = await server.Program.GetAsync(Ask(new string('0', run.Length)));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (known.StatusCode, unknown.StatusCode));
        var bodies = await Task.WhenAll(known.Content.ReadAsStringAsync(), unknown.Content.ReadAsStringAsync());
        Assert.Equal(Plain(bodies[0]), Plain(bodies[1]));
    }

    [Fact]
    public async Task A_version_that_needs_approval_becomes_no_champion_by_an_alias_call()
    {
        await using var server = await TestServer.Start();
        var models = MlflowServer.Api + "registered-models";
        await server.Program.PostAsJsonAsync($"{models}/create", new { name = "flights" }).Json();
        var info = (await server.Program.PostAsJsonAsync(Create, new { experiment_id = "0" }).Json())["run"]!["info"]!;
        await server.Program.PostAsJsonAsync(MlflowServer.Api + "model-versions/create", new { name = "flights", source = $"{info["artifact_uri"]}/model", run_id = (string)info["run_id"]! }).Json();
        server.Workspace.Models.SetRules("flights", new ModelRules(NeedsApproval: true, KeepVersions: null));
        var alias = new { name = "flights", alias = "champion", version = "1" };

        var refusal = await server.Program.PostAsJsonAsync($"{models}/alias", alias).Json(HttpStatusCode.BadRequest);

        Assert.Contains("approve", (string)refusal["message"]!, StringComparison.Ordinal);
        Assert.Empty(server.Workspace.Models.Find("flights").Aliases);
        server.Workspace.Models.Approve(ModelReference.Version("flights", 1), isApproved: true, new Author { By = "ann" });
        await server.Program.PostAsJsonAsync($"{models}/alias", alias).Json();
        Assert.Equal(1, server.Workspace.Models.Find("flights").Aliases["champion"]);
    }

    [Fact]
    public async Task Edits_of_models_and_experiments_are_in_the_audit_log_by_name()
    {
        await using var server = await TestServer.Start();
        await server.Program.PostAsJsonAsync(MlflowServer.Api + "registered-models/create", new { name = "flights" }).Json();
        await server.Program.PatchAsJsonAsync(MlflowServer.Api + "registered-models/update", new { name = "flights", description = "delays" }).Json();
        await server.Program.PostAsJsonAsync(MlflowServer.Api + "registered-models/set-tag", new { name = "flights", key = "team", value = "ops" }).Json();
        await server.Program.PostAsJsonAsync(MlflowServer.Api + "experiments/create", new { name = "tries" }).Json();

        var entries = server.Workspace.Audit.Page(new AuditFilter()).Select(e => $"{e.Action} {e.Target}").Reverse();

        Assert.Equal(["model.create flights", "model.describe flights", "model.set_tag flights", "project.create tries"], entries);
    }

    // Each answer has an id of its own.
    static string Plain(string body) => System.Text.RegularExpressions.Regex.Replace(body, "\"request_id\":\"[^\"]*\"", "");
}
