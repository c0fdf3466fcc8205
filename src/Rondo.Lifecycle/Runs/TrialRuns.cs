using System.Globalization;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>The trials of a run as runs of their own, so that they can be filtered and compared; the folds are the steps of their metrics.</summary>
static class TrialRuns
{
    public static IReadOnlyList<ChildRun> Of(RunReport report)
    {
        var folds = report.Leaderboard.Where(row => !row.Cv.IsEmpty).ToList();
        if (report.Search is not { Trials: [_, ..] trials }) return [.. folds.Select(row => new ChildRun(row.Model, RunStatus.Finished, row.FitSeconds) { Params = Params(row.Model, row.Params), Points = Points(row) })];
        return [.. trials.Select(trial => new ChildRun($"trial {trial.Number.ToString(CultureInfo.InvariantCulture)}", StatusOf(trial.State), trial.Seconds)
        {
            Params = Params(trial.Model, trial.Params),
            Points = PointsOf(report.Metric, trial, folds.Find(row => row.Model == trial.Model && row.Params.ToJsonString() == trial.Params.ToJsonString())),
            Message = trial.Message,
        })];
    }

    static Dictionary<string, string> Params(string model, System.Text.Json.Nodes.JsonObject given)
    {
        var all = given.ToDictionary(p => p.Key, p => p.Value?.ToJsonString() ?? "null", StringComparer.Ordinal);
        all["model"] = $"\"{model}\"";
        return all;
    }

    static (string, long, double)[] PointsOf(string metric, TrialRow trial, LeaderboardRow? row) =>
        row is not null ? Points(row) : trial.Score is { } score ? [(metric, 0, score)] : [];

    // A single fold is its own mean.
    static (string, long, double)[] Points(LeaderboardRow row) =>
        [.. row.Cv.SelectMany(metric => metric.Value.Folds.Select((value, fold) => (metric.Key, (long)fold, value)).Append(($"{metric.Key}_mean", 0L, metric.Value.Mean)))];

    static RunStatus StatusOf(string state) => state switch
    {
        "completed" => RunStatus.Finished,
        "pruned" => RunStatus.Cancelled,
        _ => RunStatus.Failed,
    };
}
