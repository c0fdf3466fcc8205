using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Train.CrossValidation;
using Rondo.Train.Leaderboard;

namespace Rondo.Lifecycle.Runs;

/// <summary>What cross-validation found, as the log of trials keeps it: enough to go on from after the process was killed.</summary>
static class TrialText
{
    public static string Write(CrossValidated result)
    {
        var rows = result.OutOfFold.Rows;
        return new JsonObject
        {
            ["scores"] = Scores(result.Scores),
            ["train_scores"] = Scores(result.TrainScores),
            ["refit"] = JsonSerializer.SerializeToNode(PartCatalog.PlainValues(result.Refit.Algorithm)),
            ["fit_seconds"] = result.FitSeconds,
            ["predict_us"] = result.PredictMicrosecondsPerRow,
            ["rows"] = Convert.ToBase64String(MemoryMarshal.AsBytes<int>(rows)),
            ["predictions"] = Convert.ToBase64String(MemoryMarshal.AsBytes<double>(result.OutOfFold.Values(rows))),
        }.ToJsonString();
    }

    public static CrossValidated Read(string text, Candidate candidate, int rows)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        var predicted = MemoryMarshal.Cast<byte, int>(Convert.FromBase64String((string)json["rows"]!)).ToArray();
        var values = MemoryMarshal.Cast<byte, double>(Convert.FromBase64String((string)json["predictions"]!)).ToArray();
        var refit = json["refit"]!.AsObject().Where(p => p.Value is not null).ToDictionary(p => p.Key, p => Plain(p.Value!));
        return new CrossValidated(candidate)
        {
            Scores = ReadScores(json["scores"]!.AsObject()),
            TrainScores = ReadScores(json["train_scores"]!.AsObject()),
            OutOfFold = OutOfFold.Of(rows, predicted, values),
            Refit = candidate.Recipe with { Algorithm = RondoParts.Catalog.Create<IAlgorithm>(candidate.Model, refit) },
            FirstPipeline = null,
            FitSeconds = (double)json["fit_seconds"]!,
            PredictMicrosecondsPerRow = (double)json["predict_us"]!,
        };
    }

    static JsonObject Scores(IReadOnlyDictionary<string, double?[]> scores) =>
        new(scores.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonArray([.. s.Value.Select(v => (JsonNode?)v)]))));

    static Dictionary<string, double?[]> ReadScores(JsonObject scores) =>
        scores.ToDictionary(s => s.Key, s => s.Value!.AsArray().Select(v => (double?)v).ToArray());

    static object? Plain(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => (double)node,
        JsonValueKind.Array => node.AsArray().Select(item => Plain(item!)).ToArray(),
        _ => (string?)node,
    };
}
