using System.Globalization;
using Rondo.Lifecycle.Monitoring;
using Rondo.Observe.Drift;

namespace Rondo.Cli.Output;

/// <summary>What is observed, for people.</summary>
static class ObservedView
{
    const int MostCauses = 3;

    public static void Show(TextWriter writer, DriftReport report)
    {
        WriteSummary(writer, report);
        writer.WriteLine();
        WriteColumns(writer, report.Columns);
        if (report.Together.IsEmpty) return;
        writer.WriteLine();
        WriteColumns(writer, report.Together, "all together");
    }

    public static void Show(TextWriter writer, ObservedDrift drift, ObservedPerformance performance)
    {
        writer.WriteLine($"{drift.Model}@{drift.Version}, events from {Said(drift.From)} to {Said(drift.To)}, UTC");
        if (drift.Note is { } note) writer.WriteLine(note);
        if (drift.Features.Columns.Length > 0)
        {
            WriteSummary(writer, drift.Features);
            writer.WriteLine();
            WriteColumns(writer, drift.All);
        }
        writer.WriteLine();
        WriteWindows(writer, performance);
    }

    static void WriteSummary(TextWriter writer, DriftReport report)
    {
        var alerts = report.Columns.Count(c => c.IsAlert);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alerts} of {report.Columns.Length} columns drifted ({report.CurrentRows:N0} rows beside {report.ReferenceRows:N0})."));
    }

    static void WriteColumns(TextWriter writer, IEnumerable<ColumnDrift> columns, string what = "column") => TextTable.Write(writer, [what, "drift", "p", "effect", "method", "note"],
    [
        .. columns.OrderByDescending(c => c.IsAlert).ThenByDescending(c => c.Effect).Select(c => (IReadOnlyList<string>)
        [
            c.Name, c.IsAlert ? "ALERT" : "no", c.PValue?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "", c.Effect?.ToString("0.000", CultureInfo.InvariantCulture) ?? "", c.Method, c.Note ?? "",
        ]),
    ]);

    static void WriteWindows(TextWriter writer, ObservedPerformance performance)
    {
        if (performance.Windows.IsEmpty) return;
        var metric = performance.Metric ?? performance.Reference.Keys.FirstOrDefault() ?? "";
        var usual = performance.Reference.GetValueOrDefault(metric);
        writer.WriteLine($"{metric}{(usual is { } value ? $", {Number(value)} out of fold at training" : "")}{(performance.Bound is { } bound ? $", bound {Number(bound)}" : "")}");
        writer.WriteLine();
        TextTable.Write(writer, ["from", "rows", "labels", metric, "95% interval", "estimate"],
        [
            .. performance.Windows.Select(w => (IReadOnlyList<string>)
            [
                Said(w.From), w.Rows.ToString("N0", CultureInfo.InvariantCulture), w.Labels.Share.ToString("0%", CultureInfo.InvariantCulture),
                w.Metrics.GetValueOrDefault(metric) is { } measured ? Number(measured) : "",
                w.Interval.TryGetValue(metric, out var interval) ? $"{Number(interval.Low)} to {Number(interval.High)}" : "",
                w.Estimate.TryGetValue(metric, out var estimate) ? Number(estimate.Value) + (w.Grade is false ? " (wrong)" : "") : "",
            ]),
        ]);
        if (performance.Trust.Note is { } note) writer.WriteLine($"Estimate: {note}.");
        foreach (var cause in performance.Windows[^1].Causes.Take(MostCauses))
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Cause: {cause.Range} ({cause.Share:0.#%} of rows, {cause.ReferenceShare:0.#%} at training) has error {Number(cause.Error)}, elsewhere {Number(cause.ElsewhereError)}: {cause.Explains:0%} of the rise."));
    }

    static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    static string Said(DateTimeOffset time) => time.UtcDateTime.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
