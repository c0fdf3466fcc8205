using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Rondo.Client.Tests;

/// <summary>A server of MLflow's logging routes that keeps its rules (limits, whole batches, params for good, equal points once) and can be away, slow, wrong or deaf on demand.</summary>
sealed class TrackingServer : IAsyncDisposable
{
    readonly Lock _gate = new();
    WebApplication? _app;
    int _port;

    public Dictionary<string, string> Experiments { get; } = [];

    public Dictionary<string, LoggedRun> Runs { get; } = [];

    public Dictionary<string, byte[]> Artifacts { get; } = [];

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers instead of the server where it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>Where it returns true, the request has its effect and its answer is lost.</summary>
    public Func<string, bool> LosesAnswer { get; set; } = _ => false;

    public bool HasHeartbeats { get; set; }

    public string ArtifactRoot { get; set; } = "mlflow-artifacts:/";

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public LoggedRun OnlyRun => Runs.Values.Single();

    public static async Task<TrackingServer> Started()
    {
        var server = new TrackingServer();
        await server.Start();
        return server;
    }

    /// <summary>An address that answers when <see cref="Start"/> is called.</summary>
    public static async Task<TrackingServer> Away()
    {
        var server = await Started();
        await server.Stop();
        return server;
    }

    /// <summary>At the same address as before.</summary>
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Listen(IPAddress.Loopback, _port, l => l.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(Serve);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async Task Stop()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public ValueTask DisposeAsync() => new(Stop());

    async Task Serve(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue($"{context.Request.Method} {path}");
        if (Before is { } before && await before(context)) return;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        (int Status, JsonNode Json) answer;
        lock (_gate) answer = Answer(context.Request, path, body.ToArray());
        if (LosesAnswer(path))
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Json.ToJsonString());
    }

    (int Status, JsonNode Json) Answer(HttpRequest request, string path, byte[] body)
    {
        const string artifacts = "/api/2.0/mlflow-artifacts/artifacts/";
        if (path.StartsWith(artifacts, StringComparison.Ordinal))
        {
            Artifacts[path[artifacts.Length..]] = body;
            return (200, new JsonObject());
        }
        if (path.EndsWith("/heartbeat", StringComparison.Ordinal)) return HasHeartbeats ? (200, new JsonObject()) : (404, JsonValue.Create("Not Found"));
        var json = body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        return path.Replace("/api/2.0/mlflow/", "", StringComparison.Ordinal) switch
        {
            "experiments/get-by-name" => GetExperiment(request.Query["experiment_name"]!),
            "experiments/create" => CreateExperiment((string)json["name"]!),
            "runs/create" => CreateRun(json),
            "runs/search" => Search((string)json["filter"]!),
            "runs/get" => Runs.TryGetValue(request.Query["run_id"]!, out var run) ? (200, new JsonObject { ["run"] = run.Json }) : Refusal(404, "RESOURCE_DOES_NOT_EXIST", "No such run."),
            "runs/log-batch" => LogBatch(json, body.Length),
            "runs/log-inputs" => LogInputs(json),
            "runs/update" => Update(json),
            _ => (404, JsonValue.Create("Not Found")),
        };
    }

    (int Status, JsonNode Json) GetExperiment(string name) =>
        Experiments.TryGetValue(name, out var id)
            ? (200, new JsonObject { ["experiment"] = new JsonObject { ["experiment_id"] = id, ["name"] = name } })
            : Refusal(404, "RESOURCE_DOES_NOT_EXIST", $"Could not find experiment with name '{name}'");

    (int Status, JsonNode Json) CreateExperiment(string name)
    {
        if (name.StartsWith("forbidden", StringComparison.Ordinal)) return Refusal(400, "INVALID_PARAMETER_VALUE", $"Experiment '{name}' is not allowed");
        if (!Experiments.TryAdd(name, $"{Experiments.Count + 1}")) return Refusal(400, "RESOURCE_ALREADY_EXISTS", $"Experiment(name={name}) already exists.");
        return (200, new JsonObject { ["experiment_id"] = Experiments[name] });
    }

    (int Status, JsonNode Json) CreateRun(JsonObject json)
    {
        var id = $"r{Runs.Count + 1:D4}";
        var experiment = (string)json["experiment_id"]!;
        var run = Runs[id] = new LoggedRun(id, experiment, (string?)json["run_name"] ?? $"lucky-{Runs.Count}", $"{ArtifactRoot}{experiment}/{id}/artifacts");
        foreach (var tag in json["tags"]!.AsArray()) run.Tags[(string)tag!["key"]!] = (string)tag["value"]!;
        return (200, new JsonObject { ["run"] = run.Json });
    }

    (int Status, JsonNode Json) Search(string filter)
    {
        var localId = filter.Split('\'')[1];
        var found = Runs.Values.Where(r => r.Tags["rondo.client.run"] == localId).Select(r => (JsonNode)r.Json).ToArray();
        return (200, found.Length == 0 ? new JsonObject() : new JsonObject { ["runs"] = new JsonArray(found) });
    }

    (int Status, JsonNode Json) LogBatch(JsonObject json, int length)
    {
        if (length > 1 << 20) return Refusal(413, "BAD_REQUEST", "The batch has more than 1 MB.");
        if (!Runs.TryGetValue((string)json["run_id"]!, out var run)) return Refusal(404, "RESOURCE_DOES_NOT_EXIST", "No such run.");
        if (run.IsDeleted) return Refusal(400, "INVALID_PARAMETER_VALUE", $"The run {run.Id} must be in the 'active' state.");
        var metrics = json["metrics"]!.AsArray().Select(m => ((string)m!["key"]!, Number(m["value"]!), (long)m["timestamp"]!, (long)m["step"]!)).ToList();
        var parameters = json["params"]!.AsArray().Select(p => ((string)p!["key"]!, (string)p["value"]!)).ToList();
        var tags = json["tags"]!.AsArray().Select(p => ((string)p!["key"]!, (string)p["value"]!)).ToList();
        if (metrics.Count > 1000 || parameters.Count > 100 || tags.Count > 100) return Refusal(400, "INVALID_PARAMETER_VALUE", "The batch is too large.");
        if (parameters.DistinctBy(p => p.Item1).Count() < parameters.Count || tags.DistinctBy(p => p.Item1).Count() < tags.Count)
            return Refusal(400, "INVALID_PARAMETER_VALUE", "Duplicate parameter keys have been submitted.");
        foreach (var (key, value) in parameters)
        {
            if (run.Params.TryGetValue(key, out var old) && old != value)
                return Refusal(400, "INVALID_PARAMETER_VALUE", $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{old}'.");
        }
        if (metrics.Find(m => m.Item1.StartsWith("bad", StringComparison.Ordinal)) is { Item1: { } bad }) return Refusal(400, "INVALID_PARAMETER_VALUE", $"Metric '{bad}' step {metrics.Find(m => m.Item1 == bad).Item4} is not allowed.");
        foreach (var (key, value) in parameters) run.Params[key] = value;
        foreach (var (key, value) in tags) run.Tags[key] = value;
        foreach (var metric in metrics) run.Add(metric);
        run.Batches.Add((metrics.Count, parameters.Count, tags.Count));
        return (200, new JsonObject());
    }

    (int Status, JsonNode Json) LogInputs(JsonObject json)
    {
        foreach (var input in json["datasets"]!.AsArray()) Runs[(string)json["run_id"]!].Datasets.Add(input!.ToJsonString());
        return (200, new JsonObject());
    }

    (int Status, JsonNode Json) Update(JsonObject json)
    {
        if (!Runs.TryGetValue((string)json["run_id"]!, out var run)) return Refusal(404, "RESOURCE_DOES_NOT_EXIST", "No such run.");
        run.Status = (string)json["status"]!;
        run.EndTime = (long?)json["end_time"];
        return (200, new JsonObject { ["run_info"] = run.Json["info"]!.DeepClone() });
    }

    static (int Status, JsonNode Json) Refusal(int status, string code, string message) => (status, new JsonObject { ["error_code"] = code, ["message"] = message });

    static double Number(JsonNode value) => value.GetValueKind() == JsonValueKind.Number
        ? (double)value
        : double.Parse((string)value!, CultureInfo.InvariantCulture);
}
