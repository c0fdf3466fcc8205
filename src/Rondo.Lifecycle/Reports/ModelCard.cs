using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Reports;

/// <summary>
/// What a reader must know of a model before using it, as Markdown: after Mitchell et al., "Model Cards for Model Reporting" (2019).
/// </summary>
public static class ModelCard
{
    private const int MostItems = 20;

    public static string Write(RunReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# {report.Name}");
        Line(text, "");
        Line(text, Verdict.Of(report).Sentence);
        Section(text, "Purpose",
            ("Question", report.Question), ("Hypothesis", report.Hypothesis), ("Owner", report.Owner),
            ("Predicts", report.TargetExpression is { } expression ? $"{report.Target}, computed as {expression}" : report.Target), ("Task", report.Task), ("Algorithm", report.Best));
        Success(text, report);
        Metrics(text, report);
        Section(text, "Data",
            ("Training rows", Figures.Count(report.Rows.Train)), ("Test rows", Figures.Count(report.Rows.Test)),
            ("Left out", report.Rows.Dropped.IsEmpty ? null : string.Join("; ", report.Rows.Dropped.Select(d => $"{Figures.Count(d.Rows)} rows: {d.Reason}"))),
            ("Columns used", string.Join(", ", Shortened(report.Columns.Where(c => c.Used).Select(c => $"{c.Name} ({c.Type})")))),
            ("Columns left out", string.Join(", ", Shortened(report.Columns.Where(c => !c.Used).Select(c => c.Name)))));
        Limits(text, report);
        Section(text, "Lineage", [.. report.Hashes.Select(h => (h.Key, (string?)h.Value)), ("Run", report.Run), ("Made", Figures.Instant(report.Started)), .. report.Versions.Select(v => (v.Key, (string?)v.Value))]);
        return text.ToString();
    }

    static void Success(StringBuilder text, RunReport report)
    {
        Heading(text, "Success criteria");
        Line(text, "| criterion | asked | reached | result |\n|---|---|---|---|");
        foreach (var criterion in report.Success)
            Row(text, criterion.Name, Figures.Bound(criterion.Name, criterion.Bound), Figures.Metric(criterion.Name, criterion.Value), criterion.Met ? "met" : "missed");
        if (report.Measured.IsEmpty) return;
        Line(text, "");
        Line(text, $"Measured as well: {string.Join(", ", report.Measured.Select(m => $"{m.Key} {m.Value.ToString("G4", CultureInfo.InvariantCulture)}"))}.");
    }

    static void Metrics(StringBuilder text, RunReport report)
    {
        Heading(text, "On unseen test rows");
        Line(text, "| metric | value | 95% interval | best baseline |\n|---|---|---|---|");
        var baseline = report.Leaderboard.FirstOrDefault(row => report.Baselines.Any(b => b.Name == row.Model));
        foreach (var metric in report.Test)
            Row(text, metric.Name, Figures.Metric(metric.Name, metric.Value), Figures.Between(metric) ?? "-", baseline?.Test.TryGetValue(metric.Name, out var value) == true ? Figures.Metric(metric.Name, value) : "-");
    }

    static void Limits(StringBuilder text, RunReport report)
    {
        Heading(text, "Limits and warnings");
        string[] limits =
        [
            .. report.Judgement.WeakSlices.Select(s => $"Significantly worse where {s.Slice} ({Figures.Count(s.Rows)} test rows)."),
            .. report.Alerts.Select(a => a.Column is null ? a.Message : $"{a.Message} (column {a.Column})"),
        ];
        if (limits.Length == 0) Line(text, "None were found. Rows unlike the training data are outside of what was tested.");
        foreach (var limit in Shortened(limits)) Line(text, $"- {Plain(limit)}");
    }

    static void Section(StringBuilder text, string title, params ReadOnlySpan<(string Term, string? Value)> facts)
    {
        Heading(text, title);
        foreach (var (term, value) in facts)
            if (!string.IsNullOrWhiteSpace(value)) Line(text, $"- {Plain(term)}: {Plain(value)}");
    }

    static string[] Shortened(IEnumerable<string> items)
    {
        var all = items.ToArray();
        return all.Length <= MostItems ? all : [.. all[..MostItems], $"and {Figures.Count(all.Length - MostItems)} more"];
    }

    static void Heading(StringBuilder text, string title) => Line(text, $"\n## {title}\n");

    static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells) text.Append("| ").Append(Plain(cell)).Append(' ');
        text.Append("|\n");
    }

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    // Words of the data and the file may hold Markdown or HTML: they are shown, never obeyed.
    static string Plain(string value)
    {
        var plain = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '\n' or '\r') plain.Append(' ');
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '!') plain.Append('\\').Append(c);
            else plain.Append(c);
        }
        return plain.ToString();
    }
}
