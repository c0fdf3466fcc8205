using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Serving;

public sealed class PredictTests
{
    [Fact]
    public async Task Whoever_may_see_models_may_predict_and_nobody_else()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server.Workspace, slope: 2);
        using var viewer = server.WithKey(Role.Viewer);
        var answer = await viewer.PostAsJsonAsync("/models/line/predict", new { x = 3.0 }).Json();
        Assert.Equal(6, (double)answer["predictions"]![0]!["prediction"]!, 3);
        Assert.Equal(1, (int)answer["version"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 3.0 }).Status());
        Assert.Equal("double", (string)(await viewer.GetAsync("/models/line/signature").Json())["columns"]![0]!["type"]!);
        var refused = await viewer.PostAsJsonAsync("/models/line/predict", new { x = "3" }).Json(HttpStatusCode.BadRequest);
        Assert.Equal("x", (string)refused["details"]![0]!["column"]!);
        Assert.Contains("rondo_predictions_total{model=\"line\",version=\"1\",variant=\"\",outcome=\"ok\"} 1", await viewer.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_that_somebody_moves_is_served_within_two_seconds()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server.Workspace, slope: 2);
        using var viewer = server.WithKey(Role.Viewer);
        Assert.Equal(1, (int)(await viewer.PostAsJsonAsync("/models/line/predict", new { x = 3.0 }).Json())["version"]!);
        Register(server.Workspace, slope: 5);
        server.Workspace.Models.Promote(ModelReference.Version("line", 2));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int version;
        do
        {
            version = (int)(await viewer.PostAsJsonAsync("/models/line/predict", new { x = 3.0 }).Json())["version"]!;
            await Task.Delay(20);
        }
        while (version == 1 && clock.Elapsed < TimeSpan.FromSeconds(2));
        Assert.Equal(2, version);
    }

    internal static void Register(Workspace workspace, double slope, object? spec = null)
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(i => i / 10.0)];
        var pipeline = Recipe.Of(new LinearRegression()).Fit(Table.Of(("x", new DoubleColumn(x))), Target.Regression(Array.ConvertAll(x, v => slope * v)));
        var description = new ModelDescription
        {
            Name = "line",
            Signature = ModelSignature.Of(pipeline, "y"),
            Spec = JsonSerializer.SerializeToElement(spec ?? new { }),
            Lineage = new ModelLineage { SpecHash = new string('a', 64), DataHash = new string('b', 64), RondoVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch },
            Metrics = new Dictionary<string, double?>(),
        };
        workspace.Models.Register(new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Save(), new Registration(Success: true));
    }
}
