using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Identifiers that tell of the target: numbers that were given out after it, or rows that were put together by it. Also identifiers that no
/// model sees are looked at, for then the rows themselves were not drawn alike; those that only say the order of the file need more.
/// </summary>
[Part("id_of_target", "Finds identifiers that tell of the target.")]
public sealed record IdOfTarget : ILeakageTest
{
    private const double Strong = 0.5, Certain = 0.8, CertainInOrder = 0.9, SameOrder = 0.99, Sure = 6;
    private const int MinRows = 50;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Rows < MinRows) yield break;
        var rows = data.Sample.Rows;
        var inFile = Array.ConvertAll(rows, r => (double)r);
        var time = data.Time is { } name ? Numbers.Of(data.Table[name], rows) : null;
        foreach (var column in data.RawColumns.Where(c => c != data.Time && c != data.Group && (data.Features.Contains(c) || !data.Dropped.Contains(c))))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Identifiers.NumbersOf(column, data.Table[column], rows) is not { } numbers) continue;
            // Numbers given out as time went on say no more than the time.
            if (time is not null && Association.OfRanks(numbers, time) >= SameOrder) continue;
            var (strength, deviations, evidence) = Association.WithTarget(numbers, data.Sample, data.TargetName);
            var isFeature = data.Features.Contains(column);
            var isInFileOrder = Association.OfRanks(numbers, inFile) >= SameOrder;
            // In the order of the file a number may merely go on with time, as a series does; classes so apart are put together by hand.
            var isCertain = isInFileOrder ? strength >= CertainInOrder && data.Target.Task != TaskKind.Regression : strength >= Certain;
            if (deviations < Sure || strength < Strong || (isInFileOrder && !isFeature && !isCertain)) continue;
            var severity = isCertain || (isFeature && !isInFileOrder) ? LeakSeverity.Error : LeakSeverity.Warning;
            yield return new LeakFinding("id_predicts_target", severity, [column], string.Create(CultureInfo.InvariantCulture,
                $"Column '{column}' names the rows, and yet {evidence} ({rows.Length} rows looked at){(isFeature ? "" : "; no model sees it, but the rows seem to be put together by the target")}."),
                $"`prepare.drop: [{column}]`, and find out how the numbers were given. {Fixes.Allow([column])}");
        }
    }
}
