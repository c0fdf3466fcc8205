using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>Predictions of one version from the log, column by column.</summary>
public sealed class LoggedRows
{
    readonly PredictionIds[] _ids;
    readonly TextColumn _units;

    internal LoggedRows(LoggedSchema schema, PredictionIds[] ids, TextColumn units, long[] eventTimes, Table features, Predictions predictions) =>
        (Schema, _ids, _units, EventTimes, Features, Predictions) = (schema, ids, units, eventTimes, features, predictions);

    public LoggedSchema Schema { get; }

    public int Count => _ids.Length;

    /// <summary>The rows that were predicted, without masked columns.</summary>
    public Table Features { get; }

    public Predictions Predictions { get; }

    /// <summary>When each was about, in microseconds since 1970, UTC. Shape: rows.</summary>
    public long[] EventTimes { get; }

    public string IdOf(int row) => _ids[row].At(0);

    public string? UnitOf(int row) => _units[row];

    /// <summary>The first and the last id in the order of their letters; empty without rows.</summary>
    public (string First, string Last) IdSpan()
    {
        if (Count == 0) return ("", "");
        var inOrder = Comparer<PredictionIds>.Create((a, b) => (a.High, a.Low).CompareTo((b.High, b.Low)));
        return (_ids.Min(inOrder).At(0), _ids.Max(inOrder).At(0));
    }

    /// <param name="rows">A table as files that are sealed have it.</param>
    internal static LoggedRows Of(LoggedSchema schema, Table rows)
    {
        var ids = (TextColumn)rows[SealedTable.Id];
        var known = Array.ConvertAll(ids.Dictionary, SealedTable.IdsOf);
        return new LoggedRows(schema, Array.ConvertAll(ids.Codes, code => known[code]), (TextColumn)rows[SealedTable.Unit], ((IntegerColumn)rows[SealedTable.EventTime]).Values,
            SealedTable.CellsOf(rows, schema), SealedTable.PredictionsOf(rows, schema));
    }

    /// <param name="parts">Of one schema, and at least one.</param>
    internal static LoggedRows Join(IReadOnlyList<LoggedRows> parts) => parts.Count == 1 ? parts[0] : new LoggedRows(
        parts[0].Schema, [.. parts.SelectMany(p => p._ids)], (TextColumn)ColumnParts.Join(ColumnType.Text, [.. parts.Select(p => p._units)]), [.. parts.SelectMany(p => p.EventTimes)],
        ColumnParts.Join([.. parts.Select(p => p.Features)]),
        parts[0].Predictions with { Values = [.. parts.SelectMany(p => p.Predictions.Values)] });

    public LoggedRows Take(int[] rows) => new(
        Schema, Array.ConvertAll(rows, row => _ids[row]), _units.Take(rows), Array.ConvertAll(rows, row => EventTimes[row]), Features.Take(rows), Predictions with { Values = ValuesOf(rows) });

    double[] ValuesOf(int[] rows)
    {
        var (outputs, values) = (Predictions.Outputs, new double[rows.Length * Predictions.Outputs]);
        for (var i = 0; i < rows.Length; i++) Predictions.Row(rows[i]).CopyTo(values.AsSpan(i * outputs));
        return values;
    }
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
