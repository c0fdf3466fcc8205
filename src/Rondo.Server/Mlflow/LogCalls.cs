using System.Text.Json;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>What is logged to runs.</summary>
static class LogCalls
{
    const int MostBytes = 48 << 20;
    const int LongestSource = 64 << 10, LongestProfile = 16 << 20, LongestSchema = 1 << 20, LongestDatasetName = 500, LongestDigest = 36, LongestContext = 500;

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Log("/runs/log-metric", LogMetric),
        MlflowRoute.Log("/runs/log-parameter", LogParam),
        MlflowRoute.Log("/runs/log-batch", LogBatch),
        MlflowRoute.Log("/runs/set-tag", SetTag),
        MlflowRoute.Log("/runs/delete-tag", DeleteTag),
        MlflowRoute.Log("/runs/log-inputs", LogInputs) with { MostBytes = MostBytes },
        MlflowRoute.Log("/runs/outputs", LogOutputs),
        MlflowRoute.Log("/runs/log-model", LogModel) with { MostBytes = MostBytes },
    ];

    static Task LogMetric(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var key = MlflowRules.Key("key", fields.Required("key"));
        var value = fields.Real("value") ?? throw MlflowFailure.Missing("value");
        var time = MlflowRules.Time("timestamp", fields.Whole("timestamp") ?? throw MlflowFailure.Missing("timestamp"));
        var point = new LoggedMetric(key, value, fields.Whole("step") ?? 0, time);
        return Log(call, id, new RunLog
        {
            Metrics = [point],
            ModelMetrics = fields.Text("model_id") is { Length: > 0 } model
                ? [new(MlflowRules.Id("model_id", model), id, point, fields.Text("dataset_name") ?? "", fields.Text("dataset_digest") ?? "")]
                : [],
        });
    }

    static Task LogParam(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var key = MlflowRules.Key("key", fields.Required("key"));
        var value = MlflowRules.Length("value", fields.Text("value") ?? throw MlflowFailure.Missing("value"), MlflowRules.LongestParam);
        return Log(call, id, new RunLog { Params = [new(key, value)] });
    }

    static Task LogBatch(MlflowCall call)
    {
        var batch = LogBatchReader.Read(call.Body);
        return Log(call, batch.Run, batch.Log);
    }

    static Task SetTag(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var key = MlflowRules.Key("key", fields.Required("key"));
        var value = MlflowRules.Length("value", fields.Text("value") ?? throw MlflowFailure.Missing("value"), MlflowRules.LongestTag);
        return Log(call, id, new RunLog { Tags = [new(key, value)] });
    }

    static async Task Log(MlflowCall call, string id, RunLog log)
    {
        foreach (var tag in log.Tags)
            if (tag.Key == TrackingStore.NameTag) MlflowRules.RunName(tag.Value);
        await call.Workspace.Tracking.Log(id, log).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task DeleteTag(MlflowCall call)
    {
        await call.Workspace.Tracking.DeleteTag(MlflowRules.RunId(call.Fields), call.Fields.Required("key")).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task LogInputs(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var inputs = fields.Items("datasets").Select(Input).ToList();
        var models = fields.Items("models").Select(item => MlflowRules.Id(item.NameOf("model_id"), item.Required("model_id"))).ToList();
        await call.Workspace.Links.AddInputs(id, inputs, models).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static RunInput Input(RequestFields item)
    {
        var dataset = item.Object("dataset") ?? throw MlflowFailure.Missing(item.NameOf("dataset"));
        return new RunInput
        {
            Name = Text("name", LongestDatasetName),
            Digest = Text("digest", LongestDigest),
            SourceType = Text("source_type", LongestDigest),
            Source = Text("source", LongestSource),
            Schema = dataset.Text("schema") is { } schema ? MlflowRules.Length(dataset.NameOf("schema"), schema, LongestSchema) : null,
            Profile = dataset.Text("profile") is { } profile ? MlflowRules.Length(dataset.NameOf("profile"), profile, LongestProfile) : null,
            Tags = MlflowRules.Pairs(item, "tags", LongestContext),
        };

        string Text(string name, int longest) => MlflowRules.Length(dataset.NameOf(name), dataset.Required(name), longest);
    }

    static async Task LogOutputs(MlflowCall call)
    {
        var fields = call.Fields;
        var id = MlflowRules.RunId(fields);
        var outputs = fields.Items("models")
            .Select(item => new RunOutput(MlflowRules.Id(item.NameOf("model_id"), item.Required("model_id")), item.Whole("step") ?? 0)).ToList();
        await call.Workspace.Links.AddOutputs(id, outputs).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    // The list of a run's models is a tag, as clients before version 3 expect it.
    static async Task LogModel(MlflowCall call)
    {
        var id = MlflowRules.RunId(call.Fields);
        var text = call.Fields.Required("model_json");
        try
        {
            using var model = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = RequestBody.Deepest });
            if (model.RootElement.ValueKind != JsonValueKind.Object) throw MlflowFailure.Invalid("'model_json' must be a JSON object.");
            foreach (var field in (string[])["artifact_path", "flavors", "utc_time_created", "run_id"])
                if (!model.RootElement.TryGetProperty(field, out _)) throw MlflowFailure.Invalid($"'model_json' has no '{field}'.");
            text = JsonSerializer.Serialize(model.RootElement, MlflowJson.Default.JsonElement);
        }
        catch (JsonException)
        {
            throw MlflowFailure.Invalid("'model_json' is no JSON that can be read.");
        }
        await call.Workspace.Tracking.AddToListTag(id, "mlflow.log-model.history", text).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }
}
