using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Clean;

/// <summary>Rows that equal each other in every feature but not in the target: no model can get all of them right.</summary>
/// <param name="Groups">How many sets of equal features have more than one target.</param>
/// <param name="Rows">How many rows are in them.</param>
/// <param name="Examples">Pairs of rows (from 0 on), one pair a group, the first groups only.</param>
public sealed record ConflictingLabels(int Groups, int Rows, ImmutableArray<(int First, int Second)> Examples)
{
    /// <summary>Rows whose target is missing are not looked at.</summary>
    /// <param name="features">Without the target and without what names rows, such as an id.</param>
    public static ConflictingLabels Find(Table features, Column target, int examples = 5, CancellationToken cancellation = default)
    {
        if (target.Length != features.RowCount) throw new ArgumentException($"{features.RowCount} rows do not fit {target.Length} targets.", nameof(target));
        int[] labelled = [.. Enumerable.Range(0, target.Length).Where(row => !target.IsMissing(row))];
        var groups = Duplicates.FirstEquals(features.Take(labelled), cancellation);
        var labels = Duplicates.FirstEquals(Table.Of(("target", target.Take(labelled))), cancellation);
        var isConflict = new bool[groups.Length];
        var pairs = ImmutableArray.CreateBuilder<(int, int)>();
        var count = 0;
        for (var row = 0; row < groups.Length; row++)
        {
            var first = groups[row];
            if (isConflict[first] || labels[row] == labels[first]) continue;
            isConflict[first] = true;
            count++;
            if (pairs.Count < examples) pairs.Add((labelled[first], labelled[row]));
        }
        return new ConflictingLabels(count, groups.Count(first => isConflict[first]), pairs.DrainToImmutable());
    }
}
