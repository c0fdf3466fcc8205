using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rondo.Client.Tests;

/// <summary>What the registry's calls send, and what they make of answers.</summary>
public sealed class RegistryTests
{
    const string Version = """{"model_version":{"name":"churn","version":"3","source":"mlflow-artifacts:/1/r/artifacts/model","run_id":"r","status":"READY","creation_timestamp":1700000000000,"tags":[{"key":"a","value":"b"}],"aliases":["champion"]}}""";

    [Fact]
    public async Task A_version_is_registered_under_a_name_that_may_exist()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var asked = Answering(server, path => path switch
        {
            "/api/2.0/mlflow/registered-models/create" => (400, """{"error_code":"RESOURCE_ALREADY_EXISTS","message":"It exists."}"""),
            "/api/2.0/mlflow/model-versions/create" => (200, Version),
            _ => null,
        });

        await using var run = await client.StartRun("churn");
        run.LogText("bytes", "model/model.onnx");
        var version = await client.Models.Register("churn", run, "model", description: "first");

        Assert.Equal(("churn@3", "READY", "champion", "b"), (version.ToString(), version.Status, version.Aliases.Single(), version.Tags["a"]));
        Assert.Contains($$"""POST /api/2.0/mlflow/model-versions/create {"name":"churn","source":"mlflow-artifacts:/1/{{run.Id}}/artifacts/model","run_id":"{{run.Id}}","description":"first"}""", asked);
    }

    [Fact]
    public async Task Promotion_rollback_and_history_speak_the_platforms_routes()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var asked = Answering(server, path => path switch
        {
            "/api/v1/models/churn/promote" => (409, """{"error":"Version 2 is champion, not 1.","code":"champion_moved","hint":"Look again."}"""),
            "/api/v1/models/churn/rollback" => (200, "{}"),
            "/api/v1/models/churn/history" => (200, """{"events":[{"sequence":1,"time":"2026-01-02T03:04:05Z","kind":"promoted","model":"churn","version":3,"alias":"champion","previous":2,"by":"ann","reason":"better","evidence":{}}]}"""),
            "/api/2.0/mlflow/registered-models/alias" => (200, Version),
            _ => null,
        });

        var refused = await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Promote("churn", 3, expected: 1, reason: "better"));
        var champion = await client.Models.Rollback("churn", expected: 3, reason: "worse");
        var history = await client.Models.History("churn");

        Assert.Equal((409, "champion_moved", "Version 2 is champion, not 1. Look again."), (refused.Status, refused.Code, refused.Message));
        Assert.Equal(3, champion.Version);
        Assert.Equal(("promoted", 3, 2, "ann", "better"), (history[0].Kind, history[0].Version, history[0].Previous, history[0].By, history[0].Reason));
        Assert.Contains("""POST /api/v1/models/churn/promote {"version":3,"expected":1,"reason":"better"}""", asked);
        Assert.Contains("""POST /api/v1/models/churn/rollback {"expected":3,"reason":"worse"}""", asked);
    }

    [Fact]
    public async Task Pages_of_models_are_followed_to_their_end_and_no_further()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var asked = Answering(server, path => path == "/api/2.0/mlflow/registered-models/search"
            ? (200, """{"registered_models":[{"name":"a","aliases":[{"alias":"champion","version":"2"}]},{"name":"b"}],"next_page_token":"again"}""")
            : null);

        var names = new List<string>();
        await foreach (var model in client.Models.Search("name LIKE '%&x'")) names.Add(model.Name);

        Assert.Equal(["a", "b", "a", "b"], names);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_exception_here()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using var client = home.Client(server);

        var away = await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Get("churn"));

        Assert.Equal(0, away.Status);
        Assert.Contains("can't be reached", away.Message, StringComparison.Ordinal);
    }

    static List<string> Answering(TrackingServer server, Func<string, (int Status, string Body)?> answers)
    {
        var asked = new List<string>();
        server.Before = async context =>
        {
            if (answers(context.Request.Path) is not { } answer) return false;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            asked.Add($"{context.Request.Method} {context.Request.Path} {Encoding.UTF8.GetString(body.ToArray())}");
            context.Response.StatusCode = answer.Status;
            await context.Response.WriteAsync(answer.Body);
            return true;
        };
        return asked;
    }
}
