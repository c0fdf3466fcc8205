using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>Predictions of one version from the log, column by column.</summary>
public sealed class LoggedRows
{
    readonly Table _table;

    internal LoggedRows(LoggedSchema schema, Table table)
    {
        (Schema, _table) = (schema, table);
        Features = SealedTable.CellsOf(table, schema);
        Predictions = SealedTable.PredictionsOf(table, schema);
    }

    public LoggedSchema Schema { get; }

    public int Count => _table.RowCount;

    /// <summary>The rows that were predicted, without masked columns.</summary>
    public Table Features { get; }

    public Predictions Predictions { get; }

    public string IdOf(int row) => ((TextColumn)_table[SealedTable.Id])[row]!;

    public string? UnitOf(int row) => ((TextColumn)_table[SealedTable.Unit])[row];

    /// <summary>When each was about, in microseconds since 1970, UTC. Shape: rows.</summary>
    public long[] EventTimes => ((IntegerColumn)_table[SealedTable.EventTime]).Values;

    public LoggedRows Take(int[] rows) => new(Schema, _table.Take(rows));
}

static class LoggedRowsInTime
{
    /// <summary>Of each version the rows of events within a time; versions without any are left out.</summary>
    public static IReadOnlyList<LoggedRows> Within(this IReadOnlyList<LoggedRows> all, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = (from.ToMicroseconds(), to.ToMicroseconds());
        return
        [
            .. from rows in all
               let times = rows.EventTimes
               let within = Enumerable.Range(0, times.Length).Where(row => times[row] >= first && times[row] < end).ToArray()
               where within.Length > 0
               select within.Length == rows.Count ? rows : rows.Take(within),
        ];
    }
}
