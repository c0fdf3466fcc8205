using System.Collections.Immutable;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using Rondo.Engine.Transforms;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Prepare.Leakage;
using Rondo.Prepare.Split;

namespace Rondo.Lifecycle.Runs;

/// <summary>Looks for leaks in the prepared rows, before anything is trained on them.</summary>
public static class LeakageCheck
{
    /// <summary>The data with what was found: alerts, and the report of the search.</summary>
    /// <exception cref="RondoException">Every leak, when the file wants a run to end there; exit code 5.</exception>
    public static PreparedData Apply(PreparedData data, ResolvedSpec resolved, SourceMap map, RunOptions options)
    {
        var prepare = resolved.Spec.Prepare;
        if (prepare.Leakage == "off") return data;
        options.Say("prepare", "looking for leaks");
        var tests = RondoParts.Catalog.OfKind("leakage_test").ToArray();
        var found = LeakageSearch.Run(Of(data, resolved, options), tests.Select(t => RondoParts.Catalog.Create<ILeakageTest>(t.Name)), prepare.LeakageAllow, options.Cancellation);
        if (prepare.Leakage == "error" && found.Any(f => f.IsError)) throw new RondoException(found.Where(f => f.IsError).Select(f => Mistaken(f, prepare, map)));
        var report = new LeakageReport([.. tests.Select(t => new LeakageTestReport(t.Name, t.Summary))],
            [.. found.Select(f => new LeakageFindingReport(f.Code, f.Severity == LeakSeverity.Error ? "error" : "warning", f.Columns, f.Message, f.Hint, f.IsAllowed))]);
        return data with
        {
            Leakage = report,
            Alerts = [.. data.Alerts, .. found.Where(f => !f.IsAllowed).Select(f => new SpecAlert(f.Code, $"{f.Message} {f.Hint}", f.Columns.FirstOrDefault()))],
        };
    }

    /// <summary>What the tests look at: every column of the source and the derived ones, of all rows with a target.</summary>
    public static LeakageData Of(PreparedData data, ResolvedSpec resolved, RunOptions options)
    {
        var (prepare, target) = (resolved.Spec.Prepare, resolved.Spec.Define.Target);
        var derived = prepare.Features.Derive;
        var table = derived.Length == 0 ? data.Source : DeriveColumns.Of(derived.Select(d => (d.Name, d.Expression)))
            .Fit(data.Source, new TransformContext(data.Target) { Seed = resolved.Seed, Threads = options.Threads, Cancellation = options.Cancellation }).Apply(data.Source);
        var automatic = resolved.Dropped.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        return new LeakageData
        {
            Table = table,
            Target = data.Target,
            TargetName = target?.Name ?? "",
            TargetSources = target is null ? [] : target.Expression is { } expression ? Expression.ReferencedColumns(expression) : [target.Name],
            Split = new DataSplit(data.Train, data.Test),
            SplitStrategy = DataPreparation.SplitterOf(prepare.Split),
            Features = resolved.Features,
            Time = prepare.Time,
            Group = prepare.Split.Group ?? prepare.Entity,
            Derived = [.. derived.Select(d => new DerivedFeature(d.Name, d.Expression, [.. table.Schema.Fields.Select(f => f.Name).Where(DerivedColumns.RawColumns([d.Name], derived).Contains)]))],
            Dropped = [.. prepare.Drop.Concat(prepare.Features.Drop).Where(name => !automatic.Contains(name))],
            Seed = resolved.Seed,
            Threads = options.Threads,
            Cancellation = options.Cancellation,
        };
    }

    static Mistake Mistaken(LeakFinding finding, PrepareSpec prepare, SourceMap map)
    {
        var mistake = new Mistake(finding.Code, finding.Message) { Blame = Blame.Leakage, Hint = finding.Hint, Field = finding.Columns.FirstOrDefault() };
        var derived = prepare.Features.Derive.FirstOrDefault(d => finding.Columns.Contains(d.Name));
        return map.Place(mistake, derived is not null ? $"prepare.features.derive.{derived.Name}" : finding.Code == "duplicates_across_split" ? "prepare.split" : "prepare");
    }
}
