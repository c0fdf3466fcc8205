using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Features that are aggregates of the target itself: the number of times that a user unsubscribed, counted over all rows, tells of each row
/// whether it is one of them. Groups are looked for in every column whose values repeat, in periods of the time, and in the order of rows.
/// An aggregate of earlier rows alone is honest.
/// </summary>
[Part("label_aggregate", "Finds features that aggregate the target over rows with the row itself or later ones among them.")]
public sealed record LabelAggregates : ILeakageTest
{
    private const int MinGroups = 10, MinRows = 50, MostClasses = 6, MostFeatures = 400;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Rows < MinRows) return [];
        string[] features = [.. data.Features.Where(f => Numbers.AreIn(data.Table[f]) && !data.Table[f].Type.IsTemporal && !data.IsLeakAlone(f)).Take(MostFeatures)];
        var found = new SortedDictionary<string, (double Left, LeakFinding Finding)>(StringComparer.Ordinal);
        var honest = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var grouping in Groupings(data))
        {
            cancellation.ThrowIfCancellationRequested();
            if (grouping.Rows.Length >= MinRows) Search(data, grouping, features, found, honest, cancellation);
        }
        // What earlier rows explain as well needs no worse reason.
        return data.Features.Where(f => found.ContainsKey(f) && honest.GetValueOrDefault(f, 1) > 20 * found[f].Left + 1e-12).Select(f => found[f].Finding);
    }

    static IEnumerable<Grouping> Groupings(LeakageData data)
    {
        var columns = GroupColumns.Of(data).ToArray();
        foreach (var name in columns)
        {
            var codes = Codes.Of(data.Table[name]);
            yield return Grouping.Of(data, $"per '{name}'", [name], codes);
            if (data.Time is null || name == data.Time || name != columns[0]) continue;
            foreach (var (period, of) in Periods.Of(data.Table[data.Time]))
                yield return Grouping.Of(data, $"per '{name}' and {period} of '{data.Time}'", [name, data.Time], Periods.Both(codes, of)) with { IsSeries = false };
        }
        if (data.Time is { } time)
        {
            foreach (var (period, of) in Periods.Of(data.Table[time]))
                yield return Grouping.Of(data, $"per {period} of '{time}'", [time], of) with { IsSeries = false };
        }
        yield return Grouping.Of(data, data.Time is null ? "in the order of rows" : $"in the order of '{data.Time}'", [], new int[data.Rows]);
    }

    static void Search(LeakageData data, Grouping grouping, string[] features, SortedDictionary<string, (double Left, LeakFinding Finding)> found, Dictionary<string, double> honest, CancellationToken cancellation)
    {
        var columns = Array.ConvertAll(features, f => Numbers.Of(data.Table[f], grouping.Rows));
        foreach (var (label, values) in Series(data, grouping.Rows))
        {
            var whole = grouping.Count >= MinGroups ? GroupAggregates.Of(grouping, values, data.Target.Task == TaskKind.Regression) : [];
            foreach (var aggregate in grouping.IsSeries ? whole.Concat(RunningAggregates.Of(grouping, values)) : whole)
            {
                cancellation.ThrowIfCancellationRequested();
                var defined = AggregateMatch.Defined(aggregate);
                for (var j = 0; j < features.Length; j++)
                {
                    if (grouping.Columns.Contains(features[j]) || AggregateMatch.Of(columns[j], aggregate, defined) is not { } left) continue;
                    if (aggregate.IsTwinHonest) honest[features[j]] = Math.Min(honest.GetValueOrDefault(features[j], 1), left.Twin);
                    var isLeak = AggregateMatch.IsLeak(left);
                    if (!isLeak && (aggregate.IsTwinHonest || !AggregateMatch.IsTwin(left))) continue;
                    if (isLeak && left.Leaking > 1e-9 && !AggregateMatch.IsTypical(columns[j], aggregate.Leaking)) continue;
                    var unexplained = isLeak ? left.Leaking : left.Twin;
                    if (found.TryGetValue(features[j], out var known) && known.Left <= unexplained * 2 + 1e-12) continue;
                    var what = isLeak ? aggregate.What : aggregate.What.Replace("over all rows, the row itself and later ones too,", "over all other rows, later ones too,", StringComparison.Ordinal);
                    found[features[j]] = (unexplained, Finding(data, features[j], what, label, grouping, isLeak ? left : (left.Twin, left.Leaking)));
                }
            }
        }
    }

    // A number as it is; of classes whether a row is of each of them.
    static IEnumerable<(string Label, double[] Values)> Series(LeakageData data, int[] rows)
    {
        if (data.Target.Task == TaskKind.Regression)
        {
            yield return ($"'{data.TargetName}'", Array.ConvertAll(rows, row => data.Target.Values[row]));
            yield break;
        }
        for (var k = Math.Min(data.Target.Classes.Length, MostClasses) - 1; k >= 0; k--)
        {
            var index = k;
            yield return ($"{data.TargetName} = {data.Target.Classes[k]}", Array.ConvertAll(rows, row => data.Target.Values[row] == index ? 1.0 : 0));
        }
    }

    static LeakFinding Finding(LeakageData data, string feature, string what, string label, Grouping grouping, (double Fits, double Other) left) => new(
        "label_aggregate", LeakSeverity.Error, [feature, .. grouping.Columns.Where(c => c != feature)],
        string.Create(CultureInfo.InvariantCulture,
            $"Column '{feature}' is {what} of {label} {grouping.Title}: that leaves {Share(left.Fits)} of its variation unexplained, and {Share(left.Other)} {(what.Contains("all other", StringComparison.Ordinal) ? "with" : "without")} the row's own target ({grouping.Rows.Length} rows{(grouping.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" of {grouping.Count} groups") : "")})."),
        $"Count only rows before the row's own time, or drop it: {Fixes.Drop(data, [feature])}");

    static string Share(double left) => left < 1e-9 ? "none" : (100 * left).ToString("G3", CultureInfo.InvariantCulture) + "%";
}
