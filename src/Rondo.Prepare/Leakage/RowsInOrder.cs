using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Rows whose place in the file tells of the target: sorted by it, by time, or by something that goes with it. Rows side by side are then alike, and a random split tests on neighbours of what was learnt.</summary>
[Part("row_order", "Finds rows whose place in the file tells of the target.")]
public sealed record RowsInOrder : ILeakageTest
{
    private const double Strong = 0.5, Sure = 6;
    private const int MinRows = 50;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Rows < MinRows || data.Time is not null || data.SplitStrategy is not ("random" or "stratified" or "hash")) yield break;
        cancellation.ThrowIfCancellationRequested();
        var (strength, deviations, evidence) = Association.WithTarget(Array.ConvertAll(data.Sample.Rows, r => (double)r), data.Sample, data.TargetName);
        var likeness = Likeness(data.Target);
        if (!(strength >= Strong && deviations >= Sure) && likeness < Strong) yield break;
        yield return new LeakFinding("row_order", LeakSeverity.Warning, [], strength >= Strong
                ? $"The rows are not in random order: the row number is no column, and yet {evidence}."
                : string.Create(CultureInfo.InvariantCulture, $"The rows are not in random order: neighbours in the file are {Words.Percent(likeness)} more alike in '{data.TargetName}' than rows drawn at random."),
            "If the order is that of time, name it: `prepare.time`, and the test will be the future; if rows come in groups: `split: { group: COLUMN }`. Rows that were merely sorted do no harm.");
    }

    // 0 where neighbours are as different as any two rows, 1 where they are equal.
    static double Likeness(Target target)
    {
        var isNumber = target.Task == TaskKind.Regression;
        var (steps, apart) = (0.0, 0.0);
        for (var i = 1; i < target.Rows; i++)
        {
            var step = target.Values[i] - target.Values[i - 1];
            steps += isNumber ? step * step : step == 0 ? 0 : 1;
        }
        if (isNumber)
        {
            var (_, deviation) = Moments.Of(target.Values);
            apart = 2 * deviation * deviation;
        }
        else apart = 1 - target.Values.GroupBy(v => v).Sum(g => (double)g.Count() / target.Rows * g.Count() / target.Rows);
        return apart == 0 ? 0 : 1 - steps / (target.Rows - 1) / apart;
    }
}
