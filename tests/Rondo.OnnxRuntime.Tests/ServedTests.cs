using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Exports;
using Rondo.Lifecycle.Foreign;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.OnnxRuntime.Tests;

public sealed class ServedTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-onnx-").FullName;
    readonly Workspace _workspace;

    public ServedTests() => _workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));

    public void Dispose()
    {
        _workspace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_version_says_what_it_came_as()
    {
        var version = Register("churn");
        Assert.Equal((1, "churn@1"), (version.Number, version.ToString()));
        Assert.Equal(["champion"], version.Aliases);
        var package = _workspace.Models.Open(version);
        package.Verify();
        var origin = package.Description.Lineage.Foreign!;
        var file = File.ReadAllBytes(Elsewhere.PathOf("churn.onnx"));
        Assert.Equal(("churn.onnx", ObjectHash.Of(file), "skl2onnx 1.13", 8L), (origin.File, origin.Sha256, origin.Producer, origin.IrVersion));
        Assert.Equal(3, origin.Opsets["ai.onnx.ml"]);
        Assert.Equal(file, package.Read(ModelPackage.OnnxName));
        Assert.Equal(["yes"], new[] { package.Description.Signature.Positive! });
    }

    [Fact]
    public void The_same_file_is_the_same_model_and_another_one_the_next_version()
    {
        var (first, again, other) = (Register("churn"), Register("churn"), Register("churn", "churn_zipmap"));
        Assert.Equal(first.ModelHash, again.ModelHash);
        Assert.NotEqual(first.ModelHash, other.ModelHash);
        Assert.Equal([1, 2, 3], new[] { first.Number, again.Number, other.Number });
        Assert.Equal(["challenger"], other.Aliases);
        Assert.Equal(["champion"], _workspace.Models.Promote(ModelReference.Version("churn", 3)).Aliases);
    }

    [Fact]
    public void What_is_refused_leaves_nothing_behind()
    {
        Elsewhere.NeedsRuntime();
        Assert.Throws<RondoException>(() => Register("outside"));
        Assert.Empty(_workspace.Models.List());
    }

    [Fact]
    public async Task Http_answers_what_the_makers_say_checks_types_and_keeps_a_log()
    {
        Register("churn");
        var logs = Path.Combine(_folder, "log");
        using var log = PredictionRecorder.Open(logs, new PredictionLogOptions(), NullLogger.Instance);
        var options = new ServingOptions { Port = 0, Setting = _ => null, DrainDelay = TimeSpan.Zero, PredictionLog = log };
        var server = await ServingServer.Start(new StoredModels(_workspace), new HostOptions(), options);
        using var client = new HttpClient { BaseAddress = server.Address };
        var rows = JsonNode.Parse(File.ReadAllText(Elsewhere.PathOf("answers.json")))!["churn"]!["rows"]!.AsArray();

        var answer = await Post(client, new JsonObject { ["rows"] = rows.DeepClone() }, HttpStatusCode.OK);
        var expected = Elsewhere.Answers("churn");
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(rows.Count, predictions.Length);
        for (var i = 0; i < predictions.Length; i++)
        {
            Assert.Equal(expected[2 * i], predictions[i].GetProperty("probabilities").GetProperty("no").GetDouble(), 2e-6);
            Assert.Equal(expected[(2 * i) + 1] >= 0.5 ? "yes" : "no", predictions[i].GetProperty("prediction").GetString());
        }
        var alone = await Post(client, rows[3]!.DeepClone(), HttpStatusCode.OK);
        Assert.Equal(expected[7], alone.GetProperty("predictions")[0].GetProperty("probabilities").GetProperty("yes").GetDouble(), 2e-6);

        var wrong = await Post(client, JsonNode.Parse("""{"age":30.5,"income":1,"city":"Wien"}""")!, HttpStatusCode.BadRequest);
        Assert.Equal("age", wrong.GetProperty("details")[0].GetProperty("column").GetString());
        var empty = await Post(client, JsonNode.Parse("""{"age":30,"income":null,"city":"Wien"}""")!, HttpStatusCode.BadRequest);
        Assert.Equal("no_prediction", empty.GetProperty("code").GetString());
        var missing = await Post(client, JsonNode.Parse("""{"age":null,"income":1,"city":"Wien"}""")!, HttpStatusCode.BadRequest);
        Assert.Contains("'age'", missing.GetProperty("error").GetString(), StringComparison.Ordinal);

        await server.DisposeAsync();
        log.Dispose();
        Assert.Equal(rows.Count + 1, PredictionLogReader.Read(logs).Sum(r => r.Rows));
    }

    [Fact]
    public void Data_to_try_it_with_give_explanations_and_metrics_are_as_of_any_model()
    {
        Elsewhere.NeedsRuntime();
        var data = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(data, "age,income,city,churned\n30,20000.5,Wien,yes\n60,45000,Köln,no\n45,31000,Graz,no\n70,30000,Wien,yes\n20,30000,Bern,no\n");
        Register("churn", change: r => r with { Target = "churned", Data = data });
        var model = LoadedModel.Open(_workspace, ModelReference.Parse("churn"));
        var rows = model.Read(data);
        var (target, kept) = model.ReadTarget(rows);
        var metrics = MetricSet.Compute(model.Pipeline.Score(rows.Take(kept), target)).ToDictionary(m => m.Name, m => m.Value.Value);
        var predicted = model.Pipeline.Predict(rows);
        var right = Enumerable.Range(0, rows.RowCount).Count(i => predicted.ClassOf(i) == target.Values[i]);
        Assert.Equal(right / 5.0, metrics["accuracy"]!.Value, 1e-12);
        var explained = model.Explain(rows)[0];
        Assert.Equal(predicted.Row(0)[1], explained.Score, 1e-9);
    }

    [Fact]
    public void Answers_are_those_of_the_runtime_in_Node()
    {
        Elsewhere.NeedsRuntime();
        var node = Tool.Find("node");
        Assert.SkipWhen(node is null || FindPackage() is null, "Node or onnxruntime-node is not here.");
        var pipeline = Elsewhere.Pipeline(Elsewhere.Request("house"));
        var rows = Elsewhere.Rows("house", pipeline.Input);
        var flat = Enumerable.Range(0, rows.RowCount).SelectMany(i => rows.Columns.Select(c => (float)((DoubleColumn)c).Values[i]));
        var script = Path.Combine(_folder, "ask.cjs");
        File.WriteAllText(script, $$"""
            const ort = require({{JsonSerializer.Serialize(FindPackage())}});
            ort.InferenceSession.create({{JsonSerializer.Serialize(Elsewhere.PathOf("house.onnx"))}}).then(async session => {
              const rows = {{JsonSerializer.Serialize(flat)}};
              const answer = await session.run({ X: new ort.Tensor("float32", Float32Array.from(rows), [rows.length / 4, 4]) });
              console.log(JSON.stringify(Array.from(answer.variable.data)));
            });
            """);
        var answers = JsonSerializer.Deserialize<double[]>(node.Run(_folder, CancellationToken.None, script))!;
        // Two builds of the runtime add up in another order on some processors: the last bits of a float of 24 bits may differ.
        var ours = pipeline.Predict(rows).Values;
        Assert.Equal(answers.Length, ours.Length);
        Assert.All(answers.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 4e-7 * Math.Max(1, Math.Abs(pair.First))));
    }

    ModelVersion Register(string name, string? file = null, Func<ForeignRequest, ForeignRequest>? change = null)
    {
        Elsewhere.NeedsRuntime();
        var request = Elsewhere.Request(file ?? name) with { Name = name };
        return ForeignModel.Register(_workspace, (change ?? (r => r))(request), new Author(), TimeProvider.System);
    }

    static async Task<JsonElement> Post(HttpClient client, JsonNode body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync("/models/churn/predict", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, text);
        return JsonDocument.Parse(text).RootElement;
    }

    static string? FindPackage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "node_modules", "onnxruntime-node") is var path && Directory.Exists(path)) return path;
        return null;
    }
}
