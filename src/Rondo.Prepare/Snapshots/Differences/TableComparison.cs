using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>Compares two tables cell by cell.</summary>
public static class TableComparison
{
    /// <exception cref="RondoException">A key column is unknown, or the key doesn't tell rows apart.</exception>
    public static TableDifference Compare(Table before, Table after, DifferenceOptions options, CancellationToken cancellation = default)
    {
        var common = before.Schema.Fields.Where(f => after.Schema.Contains(f.Name)).Select(f => f.Name).ToArray();
        RetypedColumn[] retyped =
        [
            .. common.Where(name => before[name].Type != after[name].Type)
                .Select(name => new RetypedColumn(name, before[name].Type, after[name].Type, ColumnTokens.Of(before[name], after[name]) is not null)),
        ];
        string[] compared = [.. common.Except(retyped.Where(r => !r.IsCompared).Select(r => r.Name), StringComparer.Ordinal)];
        var (pairs, how, key, note) = Match(before, after, compared, options, cancellation);
        var cells = CellComparison.Of(before, after, compared, pairs, options, cancellation);
        var (added, order) = (pairs.Added, after.Schema.Fields.Select(f => f.Name).Where(common.Contains));
        return new TableDifference
        {
            MatchedBy = how,
            Key = [.. key],
            Note = note,
            ColumnsAdded = [.. after.Schema.Fields.Where(f => !before.Schema.Contains(f.Name))],
            ColumnsRemoved = [.. before.Schema.Fields.Where(f => !after.Schema.Contains(f.Name))],
            ColumnsRetyped = [.. retyped],
            AreColumnsReordered = !common.AsSpan().SequenceEqual(order.ToArray()),
            RowsAdded = added.Length,
            RowsRemoved = pairs.Removed.Length,
            RowsChanged = cells.Rows,
            AreRowsReordered = pairs.AreReordered,
            CellsChanged = cells.Count,
            Added = [.. added.Take(options.Limit)],
            Removed = [.. pairs.Removed.Take(options.Limit)],
            Changes = cells.First,
        };
    }

    static (RowPairs Pairs, RowMatch How, IReadOnlyList<string> Key, string? Note) Match(
        Table before, Table after, string[] compared, DifferenceOptions options, CancellationToken cancellation)
    {
        if (options.Key.Count > 0) return (KeyMatching.Match(before, after, options.Key), RowMatch.Key, options.Key, null);
        var notes = new List<string>();
        foreach (var key in options.LikelyKeys)
        {
            try
            {
                return (KeyMatching.Match(before, after, key), RowMatch.Key, key, null);
            }
            catch (RondoException exception)
            {
                notes.Add($"Not matched by {string.Join(", ", key)}: {exception.Mistakes[0].Message}");
            }
        }
        var (pairs, how) = ContentMatching.Match(Hashes(before, after, compared, cancellation, out var later), later, Similar);
        return (pairs, how, [], notes.Count == 0 ? null : string.Join(' ', notes));

        bool[] Similar(IReadOnlyList<(int Before, int After)> candidates) => AreSimilar(before, after, compared, candidates);
    }

    static ulong[] Hashes(Table before, Table after, string[] compared, CancellationToken cancellation, out ulong[] later)
    {
        var (hashesBefore, hashesAfter) = (new ulong[before.RowCount], new ulong[after.RowCount]);
        foreach (var name in compared)
        {
            cancellation.ThrowIfCancellationRequested();
            var (earlierTokens, laterTokens) = ColumnTokens.Of(before[name], after[name])!.Value;
            earlierTokens.AddTo(hashesBefore);
            laterTokens.AddTo(hashesAfter);
        }
        later = hashesAfter;
        return hashesBefore;
    }

    static bool[] AreSimilar(Table before, Table after, string[] compared, IReadOnlyList<(int Before, int After)> candidates)
    {
        if (candidates.Count == 0) return [];
        var equal = new int[candidates.Count];
        foreach (var name in compared)
        {
            var (earlier, later) = ColumnTokens.Of(before[name], after[name])!.Value;
            for (var i = 0; i < equal.Length; i++)
                if (earlier.Equals(candidates[i].Before, later, candidates[i].After)) equal[i]++;
        }
        return Array.ConvertAll(equal, count => 2 * count >= compared.Length);
    }
}
