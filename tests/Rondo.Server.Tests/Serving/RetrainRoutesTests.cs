using System.Net;
using System.Net.Http.Json;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Serving;

public sealed class RetrainRoutesTests
{
    [Fact]
    public async Task A_retrain_is_ordered_once_listed_and_cancelled()
    {
        await using var server = await TestServer.Start();
        WatchedLine.Register(server.Workspace, "{}");
        var ordered = await server.Program.PostAsJsonAsync("/api/v1/models/line/retrain", new { reason = "new labels", key = "tuesday" }).Json(HttpStatusCode.Accepted);
        Assert.Equal(("waiting", "api", "new labels"), ((string)ordered["state"]!, (string)ordered["cause"]!["kind"]!, (string)ordered["cause"]!["story"]!));

        Assert.Equal("retrain_running", (string)(await server.Program.PostAsJsonAsync("/api/v1/models/line/retrain", new { }).Json(HttpStatusCode.Conflict))["code"]!);
        var listed = (await server.Program.GetAsync("/api/v1/retrains?model=line").Json())["retrains"]!.AsArray();
        Assert.Equal((string)ordered["id"]!, (string)Assert.Single(listed)!["id"]!);
        Assert.Equal("cancelled", (string)(await server.Program.PostAsync($"/api/v1/retrains/{ordered["id"]}/cancel", null).Json())["state"]!);

        // What was answered, in whatever way, is not answered again.
        Assert.Equal("cause_answered", (string)(await server.Program.PostAsJsonAsync("/api/v1/models/line/retrain", new { key = "tuesday" }).Json(HttpStatusCode.Conflict))["code"]!);
        Assert.Equal("retrain_over", (string)(await server.Program.PostAsync($"/api/v1/retrains/{ordered["id"]}/cancel", null).Json(HttpStatusCode.Conflict))["code"]!);
    }

    [Fact]
    public async Task What_is_not_there_or_too_long_is_refused()
    {
        await using var server = await TestServer.Start();
        WatchedLine.Register(server.Workspace, "{}");
        await server.Program.PostAsJsonAsync("/api/v1/models/nope/retrain", new { }).Json(HttpStatusCode.NotFound);
        await server.Program.GetAsync("/api/v1/retrains/nope").Json(HttpStatusCode.NotFound);
        await server.Program.PostAsJsonAsync("/api/v1/models/line/retrain", new { reason = new string('x', 501) }).Json(HttpStatusCode.BadRequest);
        await server.Program.PostAsJsonAsync("/api/v1/models/line/retrain", new { resaon = "x" }).Json(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_may_not_deploy_may_look_and_not_order()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        using var viewer = server.WithKey(Role.Viewer);
        await viewer.GetAsync("/api/v1/retrains").Json();
        await viewer.PostAsJsonAsync("/api/v1/models/line/retrain", new { }).Json(HttpStatusCode.Forbidden);
    }
}
