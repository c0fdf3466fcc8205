using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in the section <c>prepare</c>, and chooses the features.</summary>
static class PrepareDefaults
{
    const double TestShare = 0.2;
    const double UnbalancedRatio = 10;
    const long Seed = 42;
    const long MaxCellBytes = 1_000_000;
    const long MaxColumns = 10_000;

    public static (PrepareSpec Spec, List<string> Features, ImmutableArray<DroppedColumn> Dropped) Fill(
        LifecycleSpec spec, TargetPlan target, Schema schema, Findings findings)
    {
        var prepare = spec.Prepare;
        RefuseSupervised(prepare, target, findings);
        var split = FillSplit(prepare, target, findings);
        var (features, dropped) = Choose(prepare with { Split = split }, target, schema, findings);
        if (features.Count == 0)
            findings.Wrong("prepare", "no_features", "No column is left to learn from.", dropped.Length == 0 ? "Drop fewer columns." : $"Not used: {string.Join("; ", dropped.Select(d => $"'{d.Name}' ({d.Why})"))}.");
        var filled = prepare with
        {
            Drop = [.. prepare.Drop, .. dropped.Select(d => d.Name).Where(name => !prepare.Drop.Contains(name))],
            Checks = ChecksRules.Fill(prepare.Checks, findings),
            Clean = prepare.Clean with
            {
                Duplicates = prepare.Clean.Duplicates ?? findings.Default("prepare.clean.duplicates", "drop", "exact copies in the training rows say nothing new"),
                Outliers = prepare.Clean.Outliers ?? (prepare.Clean.OutliersBy.Count > 0 ? null : findings.Default("prepare.clean.outliers", new CallSpec("none", []), "what is far off may be true")),
                Missing = prepare.Clean.Missing ?? (prepare.Clean.MissingBy.Count > 0 ? null : findings.Default("prepare.clean.missing", new MissingSpec("auto"), "median and an indicator, most frequent, native for trees")),
            },
            Features = prepare.Features with
            {
                Scale = prepare.Features.Scale ?? (prepare.Features.ScaleBy.Count > 0 ? null : findings.Default("prepare.features.scale", "auto", "standard for linear models and networks only")),
                Dates = prepare.Features.Dates ?? findings.Default("prepare.features.dates", "parts", "year, month, day and so on are numbers"),
            },
            Split = split,
            Balance = Balance(prepare, target, findings),
            Leakage = prepare.Leakage ?? findings.Default(prepare.LeakageAllow.IsEmpty ? "prepare.leakage" : "prepare.leakage.on_found", "error", "a leak makes every number worthless"),
            Limits = new LimitSpec
            {
                MaxCellBytes = prepare.Limits.MaxCellBytes ?? findings.Default("prepare.limits.max_cell_bytes", MaxCellBytes, "1 MB"),
                MaxColumns = prepare.Limits.MaxColumns ?? findings.Default("prepare.limits.max_columns", MaxColumns, "more is seldom meant"),
            },
        };
        return (filled, features, dropped);
    }

    // Clusters have no target to learn an encoding or a choice from.
    static void RefuseSupervised(PrepareSpec prepare, TargetPlan target, Findings findings)
    {
        if (target.Task != TaskKind.Clustering) return;
        if (prepare.Features.Select is { Method: not "correlation" } select)
            findings.Wrong("prepare.features.select", "wrong_task", $"'{select.Method}' chooses features by a target, and clustering has none.", "Use `method: correlation`, or remove it.");
        foreach (var column in prepare.Features.Encode.Where(e => e.Value == "target"))
            findings.Wrong($"prepare.features.encode.{column.Key}", "wrong_task", "'target' encodes by a target, and clustering has none.", "Use one_hot or frequency.");
    }

    static string? Balance(PrepareSpec prepare, TargetPlan target, Findings findings)
    {
        const string path = "prepare.balance";
        if (!target.Task.HasClasses)
        {
            if (prepare.Balance == "class_weight") findings.Wrong(path, "wrong_task", $"Only classes can be balanced; this task is {DefineDefaults.TaskWord(target.Task)}.", "Remove it.");
            return null;
        }
        if (prepare.Balance is { } given) return given;
        var ratio = (double)target.Classes.Max(c => c.Count) / target.Rarest.Count;
        return ratio > UnbalancedRatio
            ? findings.Default(path, "class_weight", string.Create(CultureInfo.InvariantCulture, $"the rarest class has one row to {ratio:0.#} of the most frequent"))
            : findings.Default(path, "none", "no class is rarer than one to ten");
    }

    static SplitSpec FillSplit(PrepareSpec prepare, TargetPlan target, Findings findings)
    {
        var split = prepare.Split;
        if (split.Strategy == "stratified" && !target.Task.HasClasses)
            findings.Wrong("prepare.split.strategy", "wrong_task", $"A stratified split needs classes; this task is {DefineDefaults.TaskWord(target.Task)}.", "Use `strategy: random`.");
        var strategy = split.Strategy ?? Strategy(prepare, target, findings);
        var needsShare = strategy != "column" && split.From is null;
        return split with
        {
            Strategy = strategy,
            Test = split.Test ?? (needsShare ? findings.Default<double?>("prepare.split.test", TestShare, "a fifth") : null),
            Seed = split.Seed ?? findings.Default("prepare.split.seed", Seed, "the same rows each time"),
            Group = split.Group ?? (prepare.Entity is { } entity ? findings.Default("prepare.split.group", entity, "rows of one entity stay on one side") : null),
        };
    }

    static string Strategy(PrepareSpec prepare, TargetPlan target, Findings findings)
    {
        const string path = "prepare.split.strategy";
        if (prepare.Split.Column is not null) return findings.Default(path, "column", "a column says it");
        if (prepare.Split.From is not null) return findings.Default(path, "time", "`from` says it");
        if (prepare.Split.Key is not null) return findings.Default(path, "hash", "there is a key");
        if (prepare.Time is not null) return findings.Default(path, "time", "there is a time: the test is the future");
        return !target.Task.HasClasses
            ? findings.Default(path, "random", target.Task == TaskKind.Regression ? "the target is a number" : "there are no classes to predict")
            : findings.Default(path, "stratified", "the target has classes");
    }

    static (List<string> Features, ImmutableArray<DroppedColumn> Dropped) Choose(PrepareSpec prepare, TargetPlan target, Schema schema, Findings findings)
    {
        var features = new List<string>();
        var dropped = ImmutableArray.CreateBuilder<DroppedColumn>();
        var unwanted = prepare.Drop.Concat(prepare.Features.Drop).Concat(target.Sources).ToHashSet(StringComparer.Ordinal);
        foreach (var field in schema.Fields)
        {
            if (unwanted.Contains(field.Name)) continue;
            if (Judge(field.Name, prepare, findings.Table) is not { } reason)
            {
                features.Add(field.Name);
                continue;
            }
            dropped.Add(reason);
            findings.Default("prepare.drop", field.Name, $"{field.Name} is {reason.Why}");
        }
        return (features, dropped.ToImmutable());
    }

    static DroppedColumn? Judge(string name, PrepareSpec prepare, Table table)
    {
        if (name == prepare.Split.Column) return new DroppedColumn(name, "split_column", "the column of the split");
        if (name == prepare.Entity || name == prepare.Split.Group)
            return new DroppedColumn(name, "entity_column", "the name of an entity, and test rows are of other entities");
        // Who says how to fill or encode a column wants it.
        var isWanted = prepare.Clean.MissingBy.ContainsKey(name) || prepare.Features.Encode.ContainsKey(name) || prepare.Clean.Categories.Rules.ContainsKey(name)
            || prepare.Features.Transforms.Any(t => t.Columns().Contains(name));
        return isWanted || !table.Schema.Contains(name) ? null : FeatureRules.Judge(name, table[name]);
    }
}
