using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>
/// Compares the number of rows with those of earlier runs on other data: their logarithms, so that data may grow by the same factor each time,
/// and within three standard deviations. A change by a tenth is never unusual.
/// </summary>
static class RowHistory
{
    private const int Fewest = 5;
    private const int Most = 20;
    private const double Sigmas = 3;
    private static readonly double s_least = Functions.Log(1.1);

    /// <summary>A failed check, or null.</summary>
    public static Mistake? Check(Workspace workspace, SpecDocument document, string dataHash, int rows)
    {
        if (rows == 0 || document.Spec.Prepare.Checks.Rows is { Word: not "history" }) return null;
        var history = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var run in workspace.Runs.List(new RunFilter { Name = document.Name, Status = RunStatus.Finished, Limit = 200 }))
        {
            if (run.DataHash is not { } hash || history.ContainsKey(hash)) continue;
            // Data that were learnt from already are not new.
            if (hash == dataHash) return null;
            if (RowsOf(Path.Combine(workspace.Folder, "runs", run.Id, "report.json")) is > 0 and var count) history.Add(hash, Functions.Log(count));
            if (history.Count == Most) break;
        }
        if (history.Count < Fewest) return null;
        var values = history.Values.ToArray();
        var mean = values.Sum() / values.Length;
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        var reach = Math.Max(Sigmas * deviation, s_least);
        if (Math.Abs(Functions.Log(rows) - mean) <= reach) return null;
        var (low, high) = (Functions.Exp(mean - reach), Functions.Exp(mean + reach));
        return document.Map.Place(new Mistake("unusual_row_count", string.Create(CultureInfo.InvariantCulture,
            $"The data have {rows:N0} rows; the last {values.Length} runs on other data had about {Functions.Exp(mean):N0}, so that {low:N0} to {high:N0} were expected."))
        {
            Blame = Blame.Check,
            Hint = "Put the data right. If it is meant, say what is expected by `prepare.checks.rows: { min: 1 }`, or nothing by `rows: any`.",
        }, "prepare.checks.rows");
    }

    static long? RowsOf(string report)
    {
        try
        {
            if (!File.Exists(report)) return null;
            using var stream = File.OpenRead(report);
            using var json = JsonDocument.Parse(stream);
            return json.RootElement.GetProperty("rows").GetProperty("read").GetInt64();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // A report that was deleted or edited is no history.
            return null;
        }
    }
}
