using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Prepare.Leakage;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Tests.Leakage;

/// <summary>A table in the making, and what the tests find in it.</summary>
sealed class LeakTable
{
    private static readonly PartCatalog s_parts = new([typeof(ILeakageTest).Assembly]);

    private readonly List<(string Name, Column Column)> _columns = [];
    private readonly HashSet<string> _noFeatures = [];
    private readonly List<DerivedFeature> _derived = [];
    private Target? _target;

    public string? Time { get; init; }

    public string? Group { get; init; }

    /// <summary>A splitter's name; by default random or stratified, group with a group, time with a time.</summary>
    public string? Strategy { get; init; }

    public LeakTable Number(string name, double[] values) => Add(name, new DoubleColumn(values));

    public LeakTable Integer(string name, double[] values) =>
        Add(name, new IntegerColumn(ColumnType.Int64, Array.ConvertAll(values, v => double.IsNaN(v) ? 0 : (long)v), values.Any(double.IsNaN) ? Array.ConvertAll(values, double.IsNaN) : null));

    public LeakTable Date(string name, double[] days) =>
        Add(name, new IntegerColumn(ColumnType.Date, Array.ConvertAll(days, v => double.IsNaN(v) ? 0 : (long)v), Array.ConvertAll(days, double.IsNaN)));

    public LeakTable Text(string name, Func<int, string?> value, int rows) => Add(name, TextColumn.From([.. Enumerable.Range(0, rows).Select(value)]));

    public LeakTable Derived(string name, string expression, params string[] sources)
    {
        _derived.Add(new DerivedFeature(name, expression, [.. sources]));
        return this;
    }

    /// <summary>Columns that no model sees, though nobody dropped them: identifiers.</summary>
    public LeakTable NoFeature(params string[] names)
    {
        _noFeatures.UnionWith(names);
        return this;
    }

    public LeakTable Predict(double[] values)
    {
        _target = Target.Regression(values);
        return Add("y", new DoubleColumn(values));
    }

    /// <summary>Classes by number; two of them are a binary task.</summary>
    public LeakTable Predict(Func<int, int> label, int rows, params string[] classes)
    {
        _target = new Target(classes.Length == 2 ? TaskKind.Binary : TaskKind.Multiclass, [.. Enumerable.Range(0, rows).Select(i => (double)label(i))], [.. classes]);
        return Add("y", TextColumn.From([.. _target.Values.Select(v => classes[(int)v])]));
    }

    public LeakageData Data(int threads = 1)
    {
        var table = Table.Of(_columns);
        var strategy = Strategy ?? (Time is not null ? "time" : Group is not null ? "group" : _target!.Task.HasClasses ? "stratified" : "random");
        var values = strategy is "time" or "group" ? new Dictionary<string, object?> { ["column"] = strategy == "time" ? Time : Group } : [];
        var known = _columns.Select(c => c.Name).ToHashSet();
        return new LeakageData
        {
            Table = table,
            Target = _target!,
            TargetName = "y",
            TargetSources = ["y"],
            Split = s_parts.Create<ISplitter>(strategy, values).Divide(table, _target),
            SplitStrategy = strategy,
            Features = [.. known.Where(n => n != "y" && n != Group && !_noFeatures.Contains(n))],
            Time = Time,
            Group = Group,
            Derived = [.. _derived],
            Threads = threads,
        };
    }

    public ImmutableArray<LeakFinding> Find(params string[] allowed) => FindIn(Data(), allowed);

    public static ImmutableArray<LeakFinding> FindIn(LeakageData data, params string[] allowed) =>
        LeakageSearch.Run(data, s_parts.OfKind("leakage_test").Select(p => s_parts.Create<ILeakageTest>(p.Name)), allowed);

    LeakTable Add(string name, Column column)
    {
        _columns.Add((name, column));
        return this;
    }
}
