using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>The values of one column as they come in; each way in refuses what would change a value.</summary>
abstract class Cells
{
    /// <summary>What a value has to be, for those who sent another.</summary>
    public abstract string Expected { get; }

    public static Cells Of(ColumnType type, int capacity) => type switch
    {
        ColumnType.Double => new DoubleCells(capacity),
        ColumnType.Text => new TextCells(capacity),
        ColumnType.Int64 => new IntegerCells(type, capacity),
        ColumnType.Boolean => new BooleanCells(capacity),
        _ => new TimeCells(type, capacity),
    };

    /// <summary>Makes room for rows up to this many.</summary>
    public abstract void Reserve(int rows);

    public abstract void SetMissing(int row);

    /// <summary>A JSON value that is not null.</summary>
    /// <exception cref="InvalidOperationException">A text is not valid UTF-16.</exception>
    public abstract bool TrySet(int row, ref readonly Utf8JsonReader value);

    /// <summary>A value as it stands in a file of text.</summary>
    public abstract bool TrySet(int row, ReadOnlySpan<char> value);

    public virtual bool TrySet(int row, double value) => false;

    public virtual bool TrySet(int row, long value) => false;

    public virtual bool TrySet(int row, bool value) => false;

    public virtual bool TrySet(int row, string value) => false;

    /// <summary>A date or time: days or microseconds since 1970, as its type counts them.</summary>
    public virtual bool TrySet(int row, ColumnType kind, long value) => false;

    /// <summary>The value as an entity's name; null when it is missing or can be none.</summary>
    public virtual string? KeyOf(int row) => null;

    /// <summary>The value as microseconds since 1970; null when it is missing or no time.</summary>
    public virtual long? TimeOf(int row) => null;

    /// <summary>Puts the first row's value into a cell of the column's type.</summary>
    public abstract void CopyTo(Column cell);

    /// <summary>The column of the first rows.</summary>
    public abstract Column ToColumn(int rows);
}
