using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Split;

/// <summary>Tests by the latest rows. Rows of one time are never parted: every training row is earlier than every test row.</summary>
[Part("time", "Takes the latest rows for testing.")]
public sealed record TimeSplit : ISplitter
{
    [Param("The date, timestamp or number that orders the rows.")]
    public string Column { get; init; } = "";

    [Param("The share of the rows to test by; not used with `from`.", Min = 0, Max = 1)]
    public double Test { get; init; } = 0.2;

    [Param("The first time that is for testing, as a date, a timestamp or a number.")]
    public object? From { get; init; }

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var column = SplitColumns.Find(table, this, Column).Columns[0];
        var keys = KeysOf(column);
        var start = From is null ? Boundary(keys) : TimeOf(column.Type, From);
        cancellation.ThrowIfCancellationRequested();
        return DataSplit.Of(Array.ConvertAll(keys, key => key >= start), target, From is null
            ? $"Change `test`, or split by another column: rows of one '{Column}' are never parted."
            : "Change `from` to a time within the data.");
    }

    ulong[] KeysOf(Column column)
    {
        if (column.Type is ColumnType.Text or ColumnType.Boolean)
            throw Mistaken("wrong_type", $"The split 'time' goes by a date, timestamp or number; column '{Column}' is {column.Type.Word}.", "Name another column, or declare it as a date in the schema.");
        var keys = new ulong[column.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            if (column.IsMissing(row))
            {
                throw Mistaken("missing_time", $"Column '{Column}', which the split goes by, has {column.CountMissing()} missing values (first: row {row + 1}).",
                    "Drop these rows in the query, or split by another column.");
            }
            keys[row] = column is DoubleColumn numbers ? OrderStatistics.Key(numbers.Values[row]) : OrderStatistics.Key(((IntegerColumn)column).Values[row]);
        }
        return keys;
    }

    // Of the two boundaries around the wanted row, before and after its ties, the one that comes nearer to the share and leaves no part empty.
    ulong Boundary(ulong[] keys)
    {
        var wanted = Share.Of(keys.Length, Test);
        if (wanted == 0 || wanted == keys.Length) return wanted == 0 ? ulong.MaxValue : 0;
        var tied = OrderStatistics.Select(keys, keys.Length - wanted);
        var (from, after, next) = (0, 0, ulong.MaxValue);
        foreach (var key in keys)
        {
            if (key >= tied) from++;
            if (key <= tied) continue;
            after++;
            next = Math.Min(next, key);
        }
        var withTies = from < keys.Length && (after == 0 || from - wanted <= wanted - after);
        return withTies ? tied : next;
    }

    ulong TimeOf(ColumnType type, object value)
    {
        if (Instant.TryParse(type, value, out var key)) return key;
        throw Mistaken("bad_parameter", $"'time.from' is '{value}', which is no {(type.IsTemporal ? type.Word : "number")}, as column '{Column}' is.",
            type == ColumnType.Date ? "Write it as 2001-06-01." : type.IsTemporal ? "Write it as 2001-06-01 or 2001-06-01 12:30:00." : null);
    }

    RondoException Mistaken(string code, string message, string? hint) => new(new Mistake(code, message) { Field = Column, Hint = hint });
}
