using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>What a run ends with; printed as the object of contracts.md.</summary>
/// <param name="Report">Everything that was found.</param>
/// <param name="Version">The version that it registered.</param>
/// <param name="ReportPath">Where a person finds the report.</param>
public sealed record RunResult(RunReport Report, ModelVersion Version, string ReportPath)
{
    /// <summary>Whether the run was cancelled and its version is the best so far.</summary>
    public bool IsCancelled { get; init; }

    public bool IsSuccess => Report.Success.All(c => c.Met);

    /// <summary>The baseline that is best by the folds; null where there is none, as for clusters.</summary>
    public LeaderboardRow? Baseline => Report.Leaderboard.FirstOrDefault(row => Report.Baselines.Any(b => b.Name == row.Model));

    public LeaderboardRow Best => Report.Leaderboard.First(row => row.Model == Report.Best);

    public JsonObject ToJson() => new()
    {
        ["run"] = Report.Run,
        ["name"] = Report.Name,
        ["task"] = Report.Task,
        ["metric"] = Report.Metric,
        ["best"] = Report.Best,
        ["model"] = Version.Model,
        ["version"] = Version.Number,
        ["aliases"] = new JsonArray([.. Version.Aliases.Select(a => (JsonNode)a)]),
        ["spec_hash"] = Version.SpecHash,
        ["data_hash"] = Version.DataHash,
        ["model_hash"] = Version.ModelHash,
        ["package_hash"] = Version.PackageHash,
        ["rows"] = new JsonObject { ["train"] = Report.Rows.Train, ["test"] = Report.Rows.Test },
        ["cv"] = Folds(Best),
        ["test"] = Values(Best),
        ["baseline"] = Baseline is { } baseline ? Values(baseline) : new JsonObject(),
        ["leaderboard"] = new JsonArray([.. Report.Leaderboard.Select(row => (JsonNode)new JsonObject
        {
            ["model"] = row.Model,
            ["params"] = row.Params.DeepClone(),
            ["cv"] = Folds(row),
            ["test"] = Values(row),
            ["fit_seconds"] = row.FitSeconds,
            ["predict_us_per_row"] = row.PredictUsPerRow,
        })]),
        ["success"] = new JsonObject
        {
            ["met"] = IsSuccess,
            ["criteria"] = new JsonArray([.. Report.Success.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["bound"] = c.Bound, ["value"] = c.Value, ["met"] = c.Met })]),
        },
        ["alerts"] = new JsonArray([.. Report.Alerts.Select(ToJson)]),
        ["report"] = ReportPath,
        ["seconds"] = new JsonObject(Report.Steps.Select(s => KeyValuePair.Create(s.Step, (JsonNode?)s.Seconds))),
    };

    static JsonNode ToJson(AlertReport alert)
    {
        var json = new JsonObject { ["code"] = alert.Code, ["message"] = alert.Message };
        if (alert.Column is not null) json["column"] = alert.Column;
        return json;
    }

    static JsonObject Values(LeaderboardRow row) => new(row.Test.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));

    static JsonObject Folds(LeaderboardRow row) =>
        new(row.Cv.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)new JsonObject { ["mean"] = f.Value.Mean, ["std"] = f.Value.Std })));
}
