namespace Rondo.Engine.Data;

/// <summary>Everything that is stored as a 64-bit integer: int64, boolean (0 or 1), date (days), timestamps (microseconds).</summary>
public sealed class IntegerColumn : Column
{
    /// <param name="type">int64, boolean, date, timestamp or timestamp_utc.</param>
    /// <param name="values">One value a row; 0 where it is missing.</param>
    /// <param name="missing">True where the value is missing; null when none is.</param>
    public IntegerColumn(ColumnType type, long[] values, bool[]? missing = null)
        : base(type, values.Length)
    {
        if (type is ColumnType.Double or ColumnType.Text)
            throw new ArgumentException($"A column of {type.Word} is not stored as integers.", nameof(type));
        if (missing is not null && missing.Length != values.Length)
            throw new ArgumentException("The mask of missing values has another length than the values.", nameof(missing));
        Values = values;
        Missing = missing;
    }

    public long[] Values { get; }

    public bool[]? Missing { get; }

    public override bool IsMissing(int row) => Missing is not null && Missing[row];

    public override IntegerColumn Take(ReadOnlySpan<int> rows)
    {
        var values = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = Values[rows[i]];
        if (Missing is null) return new IntegerColumn(Type, values);
        var missing = new bool[rows.Length];
        for (var i = 0; i < rows.Length; i++) missing[i] = Missing[rows[i]];
        return new IntegerColumn(Type, values, missing);
    }
}
