using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Prepare.Clean;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Split;

namespace Rondo.Lifecycle.Runs;

/// <summary>From the source's rows to training and test rows: split, duplicates, order. Fits nothing.</summary>
public static class DataPreparation
{
    /// <param name="numbers">The source's number of each row, from 1 on; null when the table has all of them.</param>
    public static PreparedData Prepare(Table source, ResolvedSpec resolved, SourceMap map, RunOptions options, int[]? numbers = null)
    {
        var dropped = new List<DroppedRows>();
        var (target, rows) = resolved.TargetColumn is null
            ? (Target.Unlabelled(source.RowCount), [.. Enumerable.Range(0, source.RowCount)])
            : TargetReader.Read(resolved.TargetColumn, resolved.Spec.Define.Target!.Name, resolved.Task, resolved.Classes);
        if (rows.Length < source.RowCount)
        {
            dropped.Add(new DroppedRows("the target is missing", source.RowCount - rows.Length));
            source = source.Take(rows);
        }
        var prepare = resolved.Spec.Prepare;
        options.Say("prepare", $"splitting by {prepare.Split.Strategy}");
        var split = Split(source, target, resolved, map, options);
        var train = split.Train;
        if (prepare.Clean.Duplicates is "drop" or "drop_near")
        {
            var kept = Duplicates.Find(source.Take(train), options.Cancellation);
            if (kept.Length < train.Length) dropped.Add(new DroppedRows("training rows that equal an earlier one", train.Length - kept.Length));
            train = Array.ConvertAll(kept, k => train[k]);
        }
        if (prepare.Clean.Duplicates == "drop_near")
        {
            string[] columns = [.. source.Schema.Fields.Select(f => f.Name).Where(name => resolved.Inputs.Contains(name) || name == resolved.Spec.Define.Target?.Name)];
            var copies = NearDuplicates.Find(source.Select(columns).Take(train), cancellation: options.Cancellation).SelectMany(group => group.Skip(1)).ToHashSet();
            if (copies.Count > 0) dropped.Add(new DroppedRows("training rows that equal an earlier one but for rounding and spelling", copies.Count));
            train = [.. train.Where((_, i) => !copies.Contains(i))];
        }
        if (prepare.Window is { } window)
        {
            var kept = DataWindow.Keep(window, source, prepare.Time, train);
            if (kept.Length < train.Length) dropped.Add(new DroppedRows("training rows outside the window", train.Length - kept.Length));
            train = kept;
        }
        if (prepare.Time is { } time) train = Array.ConvertAll(TableSort.Order(source.Take(train), [time]), o => train[o]);
        return new PreparedData(source.Select(resolved.Inputs), target, train, split.Test)
        {
            Dropped = dropped,
            Source = source,
            Alerts = [.. DataAlerts.Of(source.Select(resolved.Inputs).Take(train), target.Take(train), Array.ConvertAll(train, t => numbers is null ? rows[t] + 1 : numbers[rows[t]]), resolved, options.Threads, options.Cancellation)],
            Times = prepare.Time is { } times && source[times] is IntegerColumn column ? new TrainingTimes(column.Type, column.Values) : null,
            Groups = (prepare.Split.Group ?? prepare.Entity) is { } group ? GroupsOf(source[group]) : null,
            IsOrdered = prepare.Time is not null,
        };
    }

    /// <summary>The splitter's name: rows that are drawn at random are drawn by whole groups where there are some.</summary>
    internal static string SplitterOf(SplitSpec split) => split is { Group: not null, Strategy: "random" or "stratified" } ? "group" : split.Strategy!;

    static DataSplit Split(Table source, Target target, ResolvedSpec resolved, SourceMap map, RunOptions options)
    {
        var prepare = resolved.Spec.Prepare;
        var split = prepare.Split;
        var values = new Dictionary<string, object?>();
        void Set(string name, object? value)
        {
            if (value is not null) values[name] = value;
        }
        var splitter = SplitterOf(split);
        switch (splitter)
        {
            case "column":
                Set("column", split.Column);
                break;
            case "time":
                Set("column", prepare.Time);
                Set("from", resolved.SplitFrom);
                Set("test", resolved.SplitFrom is null ? split.Test : null);
                break;
            case "group":
                Set("column", split.Group ?? prepare.Entity);
                goto default;
            case "hash":
                Set("key", split.Key);
                goto default;
            default:
                Set("test", split.Test);
                Set("seed", split.Seed);
                break;
        }
        return map.Within("prepare.split", () => RondoParts.Catalog.Create<ISplitter>(splitter, values).Divide(source, target, options.Cancellation));
    }

    static int[] GroupsOf(Column column)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new int[column.Length];
        for (var row = 0; row < groups.Length; row++)
        {
            // A row without a group stands alone.
            var label = column.IsMissing(row) ? string.Create(CultureInfo.InvariantCulture, $"\0{row}") : TargetProfile.NameOf(column, row);
            if (!numbers.TryGetValue(label, out groups[row])) numbers.Add(label, groups[row] = numbers.Count);
        }
        return groups;
    }
}
