using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in the defaults of a spec from its data, and finds everything in it that does not fit them.</summary>
public static class SpecResolver
{
    /// <exception cref="RondoException">All mistakes, with their places in the file.</exception>
    public static ResolvedSpec Resolve(SpecDocument document, Table table, PartCatalog? parts = null) =>
        Resolve(document.Spec, document.Map, table, parts) is var resolved
            ? resolved with { Name = document.Name, Alerts = [.. document.Alerts, .. resolved.Alerts] }
            : resolved;

    /// <inheritdoc cref="Resolve(SpecDocument, Table, PartCatalog?)"/>
    public static ResolvedSpec Resolve(LifecycleSpec spec, SourceMap map, Table table, PartCatalog? parts = null)
    {
        var findings = new Findings(map, table);
        if (table.Columns.Length == 0 || table.RowCount == 0)
        {
            findings.Wrong("prepare.source", "empty_table", table.Columns.Length == 0 ? "The data have no columns." : "The data have columns, but no rows.", "Look at the source.");
            findings.ThrowIfWrong();
        }
        var target = TargetPlan.Of(spec.Define, findings);
        RefuseDroppedTarget(spec, findings);
        var schema = DerivedColumns.Check(spec, target?.Sources ?? [], findings);
        ColumnChecks.Check(spec, schema, findings);
        if (target is null) findings.ThrowIfWrong();

        parts ??= RondoParts.Catalog;
        var define = DefineDefaults.Fill(spec.Define, target!, findings);
        var (prepare, features, dropped) = PrepareDefaults.Fill(spec, target!, schema, findings);
        var train = TrainDefaults.Fill(spec.Train, target!, define, prepare, parts, findings);
        var splitFrom = SplitPoint.Read(prepare, findings);
        findings.ThrowIfWrong();

        var derived = prepare.Features.Derive.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var raw = DerivedColumns.RawColumns(features, prepare.Features.Derive);
        return new ResolvedSpec
        {
            Spec = spec with { Version = spec.Version ?? findings.Default("version", 1, "the only one"), Define = define, Prepare = prepare, Train = train },
            Name = spec.Name ?? "model",
            Task = target!.Task,
            TargetRows = target.Profile.Known,
            Classes = Classes(target, define),
            TargetColumn = target.Column,
            Inputs = [.. table.Schema.Fields.Select(f => f.Name).Where(raw.Contains)],
            Features = [.. features],
            SplitFrom = splitFrom,
            Dropped = dropped,
            Reasons = [.. findings.Reasons],
            Alerts = [.. findings.Alerts],
        };
    }

    static void RefuseDroppedTarget(LifecycleSpec spec, Findings findings)
    {
        if (spec.Define.Target is not { Name: var name }) return;
        foreach (var (path, columns) in ((string, ImmutableArray<string>)[])[("prepare.drop", spec.Prepare.Drop), ("prepare.features.drop", spec.Prepare.Features.Drop)])
        {
            if (columns.IndexOf(name) is not (>= 0 and var index)) continue;
            var item = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            findings.Wrong(findings.IsGiven(item) ? item : path, "target_dropped", $"'{name}' is the target, and is dropped.", "Remove it here: the target is no feature anyway.");
        }
    }

    static ImmutableArray<string> Classes(TargetPlan target, DefineSpec define)
    {
        var names = target.Classes.Select(c => c.Name).ToImmutableArray();
        return target.Task == TaskKind.Binary ? [names.First(n => n != define.Positive), define.Positive!] : names;
    }
}
