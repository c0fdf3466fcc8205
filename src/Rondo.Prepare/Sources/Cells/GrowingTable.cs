using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>Takes from a table that only grows the rows that earlier runs have not taken.</summary>
/// <remarks>
/// The rule of ties: the source gives rows whose value is at least the cursor's; of those equal to it, the ones already taken
/// are known by their content and left out. So rows that come later with the same value are not lost, and none comes twice.
/// </remarks>
public static class GrowingTable
{
    // What a cursor holds of rows at the largest value: 11 characters each.
    private const int MostTies = 100_000;

    /// <param name="rows">Read from the source, those at the cursor's value included.</param>
    /// <param name="column">Whose values never fall from one row to a later one.</param>
    /// <param name="before">Where the last run stopped; null: this is the first.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="RondoException">The column has no order, or no value in a row.</exception>
    public static Fetched Take(CellTable rows, string column, RowCursor? before, CancellationToken cancellation)
    {
        if (!rows.TryFind(column, out var cells)) throw new RondoException(new Mistake("unknown_column", $"There is no column '{column}' to go on from.") { Field = "incremental" });
        if (cells is null) throw new RondoException(new Mistake("bad_parameter", $"The column '{column}' is left out, but rows are to be read from it onwards.") { Field = "incremental" });
        var table = rows.Build(cancellation);
        if (rows.RowCount == 0) return new Fetched(table) { Cursor = before?.ToString(), IsIncrement = before is not null };
        var order = RowOrder.Of(cells);
        if (before is not null) before.CheckSame(column, order.Kind);
        var hashes = RowHash.Of(table);
        var cursor = CursorOf(column, order, hashes, before);
        if (before is null) return new Fetched(table) { Cursor = cursor.ToString() };
        var seen = before.CountSeen();
        var taken = new List<int>();
        for (var row = 0; row < rows.RowCount; row++)
            if (!(order.TextOf(row) == before.Value && TakeOne(seen, RowCursor.TextOf(hashes[row])))) taken.Add(row);
        return new Fetched(taken.Count == table.RowCount ? table : table.Take([.. taken])) { Cursor = cursor.ToString(), IsIncrement = true };
    }

    static RowCursor CursorOf(string column, RowOrder order, ulong[] hashes, RowCursor? before)
    {
        var last = order.Last;
        var value = order.TextOf(last);
        var ties = new List<string>();
        for (var row = 0; row < hashes.Length; row++)
            if (order.AreEqual(row, last)) ties.Add(RowCursor.TextOf(hashes[row]));
        if (ties.Count > MostTies)
            throw new RondoException(new Mistake("too_many_ties", FormattableString.Invariant($"{ties.Count} rows have the largest value of '{column}': it can't tell what is new.")) { Field = "incremental", Hint = "Name a column that differs from row to row, such as a running number or a time." });
        // A row that was read at this value and is gone meanwhile stays known.
        if (before?.Value == value) ties = [.. ties.Concat(before.Missing(ties))];
        return new RowCursor(column, order.Kind, value, [.. ties]);
    }

    static bool TakeOne(Dictionary<string, int> counts, string hash)
    {
        if (!counts.TryGetValue(hash, out var count) || count == 0) return false;
        counts[hash] = count - 1;
        return true;
    }
}
