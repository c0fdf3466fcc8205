using System.Globalization;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>How a served model stands, in sentences: what drifted, how good it is, how much of the truth is known, and whether the estimate may be believed.</summary>
/// <param name="Kind">bad when a bound is missed, warn when something drifted, good when neither is so, and nothing while too little is known.</param>
public sealed record ObservedState(string Kind, string Word, IReadOnlyList<string> Sentences)
{
    const int MostNamed = 3;

    public static ObservedState Of(ObservedDrift drift, ObservedPerformance performance)
    {
        var metric = performance.WatchedMetric;
        var newest = performance.NewestLabelled;
        var isMissed = newest?.IsBeyond(metric, performance.Bound) == true;
        string[] sentences = [Drift(drift), .. Quality(performance, newest, metric), .. Labels(performance), .. Estimate(performance)];
        if (isMissed) return new ObservedState("bad", "bound missed", sentences);
        if (drift.IsAlert) return new ObservedState("warn", "drifted", sentences);
        return drift.Features.Columns.IsEmpty && newest is null ? new ObservedState("", "too little known", sentences) : new ObservedState("good", "steady", sentences);
    }

    static string Drift(ObservedDrift drift)
    {
        if (drift.Features.Columns.IsEmpty) return $"Nothing could be compared: {drift.Note ?? "the reference has no columns"}.";
        var alerts = LookedAt.Sorted(drift.Features.Columns).Where(c => c.IsAlert).ToArray();
        var of = string.Create(CultureInfo.InvariantCulture, $"of {drift.Features.Columns.Length} columns drifted");
        var named = string.Join(", ", alerts.Take(MostNamed).Select(c => c.Name)) + (alerts.Length > MostNamed ? " and others" : "");
        string[] beside = [.. new[] { drift.Prediction is { IsAlert: true } ? "what is predicted" : null, drift.Label is { IsAlert: true } ? "the truth" : null }.OfType<string>()];
        var also = beside.Length == 0 ? "" : $"{(alerts.Length == 0 ? ", but" : "; so did")} {string.Join(" and ", beside)}{(alerts.Length == 0 ? " did" : "")}";
        return alerts.Length == 0 ? $"None {of}{also}." : string.Create(CultureInfo.InvariantCulture, $"{alerts.Length} {of}: {named}{also}.");
    }

    static IEnumerable<string> Quality(ObservedPerformance performance, PerformanceWindow? window, string? metric)
    {
        if (window is null || metric is null || window.Metrics.GetValueOrDefault(metric) is not { } value) yield break;
        var interval = window.Interval.TryGetValue(metric, out var i) ? $" ({Figures.Metric(metric, i.Low)} to {Figures.Metric(metric, i.High)})" : "";
        var bound = performance.Bound is not { } limit ? "" : window.IsBeyond(metric, limit) ? $", beyond its bound of {Figures.Bound(metric, limit)}"
            : Figures.IsBetter(metric, limit, value) ? $", beyond its bound of {Figures.Bound(metric, limit)} but within chance" : $", within its bound of {Figures.Bound(metric, limit)}";
        var usual = performance.Reference.GetValueOrDefault(metric) is { } reference ? $"; {Figures.Metric(metric, reference)} out of fold at training" : "";
        yield return $"{Figures.Label(metric)} was {Figures.Metric(metric, value)}{interval} in the newest window with labels{bound}{usual}.";
    }

    static IEnumerable<string> Labels(ObservedPerformance performance)
    {
        if (performance.Windows.IsEmpty) yield break;
        var (rows, known) = (performance.Windows.Sum(w => (long)w.Rows), performance.Windows.Sum(w => (long)w.Labels.Count));
        var delay = performance.NewestLabelled?.Labels.DelaySeconds is { } seconds ? $", half of them within {SpanText.Of(TimeSpan.FromSeconds(seconds))}" : "";
        yield return known == 0 ? "No label has come yet." : $"The truth is known of {Figures.Share(known, rows)} of the rows{delay}.";
    }

    static IEnumerable<string> Estimate(ObservedPerformance performance)
    {
        if (performance.Windows.IsEmpty) yield break;
        var trust = performance.Trust;
        yield return trust.Note is { } note ? $"The estimate before labels: {note}."
            : trust.Graded == 0 ? "The estimate before labels was not graded yet."
            : $"The estimate before labels is shown: it was right in {Figures.Count(trust.Graded - trust.Wrong)} of {Figures.Count(trust.Graded)} windows that it was graded in.";
    }
}
