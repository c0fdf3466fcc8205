using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Customers, patients or machines with rows in both parts, whose target is nearly one and the same in all of their rows: the test then asks
/// what was learnt by heart. A place or a kind with many rows each is no such entity.
/// </summary>
[Part("entity_in_both_parts", "Finds entities with rows in both parts of the split, whose rows have one target.")]
public sealed record EntitiesInBothParts : ILeakageTest
{
    private const double SmallestGroup = 1.5, LargestGroup = 50;
    private const double Certain = 0.9, Likely = 0.6, CertainWithoutName = 0.95;
    private const int MinGroups = 30, MinRows = 50;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Rows < MinRows) yield break;
        foreach (var name in GroupColumns.Of(data).Where(n => n != data.Time && data.Table[n] is TextColumn or IntegerColumn { Type: ColumnType.Int64 }))
        {
            cancellation.ThrowIfCancellationRequested();
            var codes = Codes.Of(data.Table[name]);
            var (entities, both, testRows) = Overlap(data.Split, codes);
            if (both == 0) continue;
            var told = Told(data, name, codes);
            if (Severity(data, name, codes.Count(c => c >= 0) / (double)entities, entities, told) is not { } severity) continue;
            yield return new LeakFinding("entity_in_both_parts", severity, [name], string.Create(CultureInfo.InvariantCulture,
                $"{both} of {entities} values of '{name}' have rows both in training and in test ({testRows} test rows), and the other rows of one value tell {Words.Percent(told)} of the target '{data.TargetName}'."),
                $"Keep the rows of each on one side: `split: {{ group: {name} }}`. {Fixes.Allow([name])}");
        }
    }

    static LeakSeverity? Severity(LeakageData data, string name, double size, int entities, double told)
    {
        var isDeclared = name == data.Group;
        // The future of the same customers is a fair question, and so is a part that a person drew.
        if (data.SplitStrategy is "time") return isDeclared && told >= Certain ? LeakSeverity.Warning : null;
        if (isDeclared) return LeakSeverity.Error;
        if (entities < MinGroups || size is < SmallestGroup or > LargestGroup) return null;
        if (Identifiers.IsNamedLikeOne(name)) return told >= Certain ? LeakSeverity.Error : told >= Likely ? LeakSeverity.Warning : null;
        return told >= CertainWithoutName && !data.Dropped.Contains(name) && !(data.Features.Contains(name) && data.IsLeakAlone(name)) ? LeakSeverity.Warning : null;
    }

    static (int Entities, int Both, int TestRows) Overlap(Split.DataSplit split, int[] codes)
    {
        var (inTrain, inTest) = (new bool[Codes.Count(codes)], new int[Codes.Count(codes)]);
        foreach (var row in split.Train)
            if (codes[row] >= 0) inTrain[codes[row]] = true;
        foreach (var row in split.Test)
            if (codes[row] >= 0) inTest[codes[row]]++;
        int[] both = [.. Enumerable.Range(0, inTrain.Length).Where(g => inTrain[g] && inTest[g] > 0)];
        return (inTrain.Length, both.Length, both.Sum(g => inTest[g]));
    }

    /// <summary>The share of the target that the other rows of a group tell: of the variance, or of the rows that the most frequent class gets wrong.</summary>
    static double Told(LeakageData data, string name, int[] codes)
    {
        var grouping = Grouping.Of(data, name, [name], codes);
        var target = data.Target.Take(grouping.Rows);
        var own = Array.ConvertAll(grouping.Rows, row => codes[row]);
        if (target.Task == TaskKind.Regression)
        {
            var (_, deviation) = Engine.Numerics.Moments.Of(target.Values);
            return deviation == 0 ? 0 : Math.Max(0, 1 - NumberPower.Noise(own, target.Values).Variance / (deviation * deviation));
        }
        var classes = Array.ConvertAll(target.Values, v => (int)v);
        var wrong = classes.Length - classes.GroupBy(c => c).Max(g => g.Count());
        return wrong == 0 ? 0 : Math.Max(0, 1 - (double)ClassPower.Errors(own, classes, target.Classes.Length) / wrong);
    }
}
