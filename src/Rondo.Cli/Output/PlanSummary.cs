using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Runs;

namespace Rondo.Cli.Output;

/// <summary>A plan in a few lines, for a person who will not read all of it.</summary>
static class PlanSummary
{
    public static void Write(TextWriter writer, LifecyclePlan plan)
    {
        var (resolved, data, spec) = (plan.Resolved, plan.Data, plan.Resolved.Spec);
        var of = spec.Define.Target is { } target ? $" of {target.Name}" : "";
        writer.WriteLine($"{resolved.Name}: {PartCatalog.SnakeCase(resolved.Task.ToString())}{of}; {Count(plan.Source.Table.RowCount)} rows, {Count(plan.Source.Table.Columns.Length)} columns, {Count(resolved.Features.Length)} features");
        Line(writer, "split", $"{Count(data.Train.Length)} rows to train, {Count(data.Test.Length)} to test, by {spec.Prepare.Split.Strategy}");
        foreach (var (reason, rows) in data.Dropped) Line(writer, "left out", $"{Count(rows)} rows: {reason}");
        Line(writer, "models", spec.Train.IsAuto ? "auto" : string.Join(", ", spec.Train.Models.Select(m => m.Name)));
        Line(writer, "judged", $"by {spec.Train.Metric} in {Count(plan.Folds)} folds ({spec.Train.Cv.Strategy})");
        Line(writer, "search", Search(plan));
        foreach (var dropped in resolved.Dropped) Line(writer, "not used", $"{dropped.Name}: {dropped.Why}");
        foreach (var alert in plan.Alerts) Line(writer, "note", alert.Message);
        foreach (var problem in plan.ExportProblems) Line(writer, "export", $"{problem.Part} stays here{(problem.To is { } to ? $" (no {to})" : "")}: {problem.Reason}");
        Line(writer, "spec", resolved.SpecHash);
    }

    static string Search(LifecyclePlan plan)
    {
        var tune = plan.Resolved.Spec.Train.Tune;
        if (tune.Search == "none") return "none; each model as it stands";
        var parameters = tune.Space.Count == 0 ? "" : $", of {Count(tune.Space.Count)} parameters";
        var trials = tune.Trials is { } count ? $", {Count(count)} trials" : "";
        return $"{tune.Search}{trials}{(tune.Timeout is { } timeout ? $", at most {timeout}" : "")}{parameters}";
    }

    static void Line(TextWriter writer, string word, string text) => writer.WriteLine($"{word,-8} {text}");

    static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
