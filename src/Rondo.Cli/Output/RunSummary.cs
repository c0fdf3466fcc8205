using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs;

namespace Rondo.Cli.Output;

/// <summary>What a person reads at the end of a run: the verdict first, then the figures, then what to do next.</summary>
static class RunSummary
{
    private const int MostAlike = 2;
    private const int MostNamed = 8;

    /// <param name="workspace">The workspace's folder, which the next command may have to name.</param>
    public static void Write(TextWriter writer, RunResult result, string workspace)
    {
        var (report, version, metric) = (result.Report, result.Version, result.Report.Metric);
        var state = result.IsCancelled ? "cancelled; the best so far, without an alias"
            : version.Aliases.Count > 0 ? string.Join(", ", version.Aliases)
            : "no alias, for a success criterion is missed";
        writer.WriteLine($"{version} ({state})");
        var baseline = result.Baseline is { } best ? $"; the best baseline, {best.Model}, has {Number(Of(best.Test, metric))}" : "";
        writer.WriteLine($"{report.Best} has {metric} {Number(Of(result.Best.Test, metric))} on {Count(report.Rows.Test)} test rows, learnt from {Count(report.Rows.Train)}{baseline}.");
        writer.WriteLine();
        TextTable.Write(writer, ["model", $"cv {metric}", "+/-", $"test {metric}", "fit s", "us/row"],
            [.. report.Leaderboard.Select(row => (IReadOnlyList<string>)
            [
                NameOf(row, report.Leaderboard),
                Number(row.Cv.GetValueOrDefault(metric)?.Mean),
                Number(row.Cv.GetValueOrDefault(metric)?.Std),
                Number(Of(row.Test, metric)),
                row.FitSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                row.PredictUsPerRow?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            ])]);
        writer.WriteLine();
        foreach (var member in report.Search?.Ensemble ?? [])
            writer.WriteLine($"{"member",-7} {member.Model} with weight {member.Weight.ToString("0.00", CultureInfo.InvariantCulture)}");
        if (report.Judgement.Calibration is { Method: not "none" and var method } calibration)
            writer.WriteLine($"{"made",-7} probabilities calibrated by {method}: ece {Number(calibration.Before)} falls to {Number(calibration.After)}");
        if (report.Judgement.Threshold is { Value: not 0.5 } threshold)
            writer.WriteLine($"{"made",-7} the positive class is predicted from {Number(threshold.Value)} on ({threshold.Rule})");
        foreach (var criterion in report.Success)
            writer.WriteLine($"{(criterion.Met ? "met" : "MISSED"),-7} {criterion.Name} is {Number(criterion.Value)}, asked for {Number(criterion.Bound)}");
        foreach (var (reason, rows) in report.Rows.Dropped)
            writer.WriteLine($"{"dropped",-7} {Count(rows)} rows: {reason}");
        foreach (var alike in report.Alerts.GroupBy(a => a.Code)) WriteNotes(writer, [.. alike]);
        writer.WriteLine($"{"report",-7} {Near(result.ReportPath)}");
        writer.WriteLine($"{"next",-7} rondo predict {(version.Aliases.Contains("champion") ? version.Model : version)} DATA --out predictions.csv{(Near(workspace) == ".rondo" ? "" : $" --workspace {Near(workspace)}")}");
    }

    // Ten columns that lack values are one thing to know; the report and the JSON have each.
    static void WriteNotes(TextWriter writer, AlertReport[] alike)
    {
        var shown = alike.Length > MostAlike ? alike[..1] : alike;
        foreach (var alert in shown) writer.WriteLine($"{"note",-7} {alert.Message}");
        if (shown.Length == alike.Length) return;
        var columns = alike.Skip(shown.Length).Select(a => a.Column).OfType<string>().ToArray();
        var names = columns.Length == 0 ? "" : $": {string.Join(", ", columns.Take(MostNamed))}{(columns.Length > MostNamed ? ", ..." : "")}";
        writer.WriteLine($"{"",-7} The same goes for {alike.Length - shown.Length} more{names}.");
    }

    // Rows of one algorithm are told apart by the parameters in which they differ.
    static string NameOf(LeaderboardRow row, ImmutableArray<LeaderboardRow> all)
    {
        if (row.Note is not null) return $"{row.Model} ({row.Note})";
        var others = all.Where(other => other != row && other.Model == row.Model).ToArray();
        var differing = row.Params.Where(p => others.Any(other => other.Params[p.Key]?.ToJsonString() != p.Value?.ToJsonString())).Select(p => $"{p.Key}={Short(p.Value)}");
        return string.Join(' ', [row.Model, .. differing]);
    }

    static string? Short(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number ? ((double)value).ToString("G4", CultureInfo.InvariantCulture) : value?.ToJsonString();

    static double? Of(ImmutableSortedDictionary<string, double> values, string metric) => values.TryGetValue(metric, out var value) ? value : null;

    // From here when it lies below, for that is what a person types.
    static string Near(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    static string Number(double? value) => value is { } number ? number.ToString(Math.Abs(number) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture) : "-";
}
