using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Test rows that equal a training row in every feature, and in the target, more often than chance makes them. Coarse features repeat by themselves:
/// then rows that agree in half of the columns often differ in the other half, as copies never do.
/// </summary>
[Part("duplicates_across_split", "Finds copies of training rows among the test rows.")]
public sealed record TwinRows : ILeakageTest
{
    private const double LeakShare = 0.01, SameTarget = 0.9, Agreeing = 0.9, TimesChance = 10, ManyValues = 0.3;
    private const int FewestErrors = 5, FewestWarnings = 3, MostTwins = 1000;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Features.Length == 0) yield break;
        var table = data.Table.Select(data.Features);
        var twins = Twins(data, RowHash.Of(table), cancellation);
        var same = twins.Count(t => data.Target.Values[t.Train] == data.Target.Values[t.Test]);
        if (twins.Count < FewestWarnings || same < SameTarget * twins.Count || !IsMoreThanChance(data, table, twins, cancellation)) yield break;
        var isError = twins.Count >= FewestErrors && twins.Count >= LeakShare * data.Split.Test.Length;
        yield return new LeakFinding("duplicates_across_split", isError ? LeakSeverity.Error : LeakSeverity.Warning, [], string.Create(CultureInfo.InvariantCulture,
            $"{twins.Count} of {data.Split.Test.Length} test rows ({Words.Percent((double)twins.Count / data.Split.Test.Length)}) equal a training row in all {data.Features.Length} features, {same} of them in '{data.TargetName}' too: more than chance makes equal."),
            "Keep one row of each in the source, or keep equal rows on one side: `split: { strategy: hash }`.");
    }

    /// <summary>Each test row that has an equal training row, and the first of those that has its target, or the first.</summary>
    static List<(int Test, int Train)> Twins(LeakageData data, ulong[] hashes, CancellationToken cancellation)
    {
        var wanted = new Dictionary<ulong, int>(data.Split.Test.Length);
        foreach (var row in data.Split.Test) wanted[hashes[row]] = -1;
        cancellation.ThrowIfCancellationRequested();
        var equal = new Dictionary<(ulong, double), int>();
        foreach (var row in data.Split.Train)
        {
            if (!wanted.TryGetValue(hashes[row], out var first)) continue;
            if (first < 0) wanted[hashes[row]] = row;
            equal.TryAdd((hashes[row], data.Target.Values[row]), row);
        }
        var twins = new List<(int, int)>();
        foreach (var row in data.Split.Test)
            if (wanted[hashes[row]] is >= 0 and var first) twins.Add((row, equal.GetValueOrDefault((hashes[row], data.Target.Values[row]), first)));
        return twins;
    }

    // Where a measured number with many values agrees only when everything else does, no chance is needed. Else both halves have columns of many
    // values and of few.
    static bool IsMoreThanChance(LeakageData data, Table table, List<(int Test, int Train)> twins, CancellationToken cancellation)
    {
        if (table.Columns.Length < 2) return false;
        string[] byValues = [.. table.Schema.Fields.Select(f => f.Name).OrderByDescending(n => Codes.Count(Codes.Of(table[n], data.SampleRows))).ThenBy(n => n, StringComparer.Ordinal)];
        int[] rows = [.. twins.Take(MostTwins).Select(t => t.Test)];
        var whole = Pairs(data, table, rows, cancellation);
        foreach (var name in byValues.Where(n => table[n] is DoubleColumn && Codes.Count(Codes.Of(table[n], data.SampleRows)) >= ManyValues * data.SampleRows.Length).Take(3))
            if (table.Columns.Length > 2 && whole >= Agreeing * Pairs(data, table.Select([name]), rows, cancellation)) return true;
        foreach (var first in (int[][])[[0], [0, 3]])
        {
            cancellation.ThrowIfCancellationRequested();
            bool IsFirst(int i) => first.Length == 1 ? i % 2 == 0 : i % 4 is 0 or 3;
            var one = Pairs(data, table.Select(byValues.Where((_, i) => IsFirst(i))), rows, cancellation);
            var other = Pairs(data, table.Select(byValues.Where((_, i) => !IsFirst(i))), rows, cancellation);
            var chance = one * other / ((double)rows.Length * data.Split.Train.Length);
            if (whole >= Agreeing * one && whole >= Agreeing * other && whole >= TimesChance * chance) return true;
        }
        return false;
    }

    /// <summary>Pairs of these test rows and any training row that are equal in the table.</summary>
    static double Pairs(LeakageData data, Table table, int[] rows, CancellationToken cancellation)
    {
        var hashes = RowHash.Of(table);
        cancellation.ThrowIfCancellationRequested();
        var wanted = new Dictionary<ulong, int>();
        foreach (var row in rows) wanted[hashes[row]] = wanted.GetValueOrDefault(hashes[row]) + 1;
        var pairs = 0.0;
        foreach (var row in data.Split.Train)
            if (wanted.TryGetValue(hashes[row], out var count)) pairs += count;
        return pairs;
    }
}
