using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>The cells of matched rows that differ: how many, in how many rows, and the first of them.</summary>
sealed record CellComparison(long Count, long Rows, ImmutableArray<CellChange> First)
{
    public static CellComparison Of(Table before, Table after, string[] columns, RowPairs pairs, DifferenceOptions options, CancellationToken cancellation)
    {
        var changed = new bool[after.RowCount];
        var found = new (long Count, List<int> Rows)[columns.Length];
        WorkBlocks.Run(columns.Length, 1, options.Threads, (c, _, _) =>
            found[c] = Compare(before[columns[c]], after[columns[c]], pairs.Partners, options.Limit, changed), cancellation);
        var first = found.SelectMany((f, c) => f.Rows.Select(row => (Row: row, Column: c)))
            .OrderBy(f => f.Row).ThenBy(f => after.Schema.IndexOf(columns[f.Column])).Take(options.Limit)
            .Select(f => Change(before, after, columns[f.Column], pairs.Partners[f.Row], f.Row));
        return new(found.Sum(f => f.Count), changed.LongCount(c => c), [.. first]);
    }

    static (long Count, List<int> Rows) Compare(Column before, Column after, int[] partners, int limit, bool[] changed)
    {
        var (earlier, later) = ColumnTokens.Of(before, after)!.Value;
        var (count, rows) = (0L, new List<int>());
        for (var row = 0; row < partners.Length; row++)
        {
            if (partners[row] < 0 || later.Equals(row, earlier, partners[row])) continue;
            if (count++ < limit) rows.Add(row);
            // Several columns may set it at once, but all to true.
            changed[row] = true;
        }
        return (count, rows);
    }

    static CellChange Change(Table before, Table after, string column, int rowBefore, int rowAfter) =>
        new(rowBefore + 1L, rowAfter + 1L, column, CellValue.Of(before[column], rowBefore), CellValue.Of(after[column], rowAfter));
}
