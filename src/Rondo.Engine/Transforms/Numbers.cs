using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms;

/// <summary>Any numeric column as doubles.</summary>
static class Numbers
{
    /// <summary>NaN where the value is missing. The array may be the column's own: it is not to be written to.</summary>
    public static double[] Of(Column column)
    {
        if (column is DoubleColumn { Values: var own }) return own;
        if (column is not IntegerColumn { Type: ColumnType.Int64 or ColumnType.Boolean } whole)
            throw new ArgumentException($"A column of {column.Type.Word} holds no numbers.", nameof(column));
        var values = new double[whole.Length];
        for (var row = 0; row < values.Length; row++) values[row] = whole.IsMissing(row) ? double.NaN : whole.Values[row];
        return values;
    }

    /// <summary>The first value; NaN where it is missing.</summary>
    public static double First(Column column) => column switch
    {
        DoubleColumn doubles => doubles.Values[0],
        IntegerColumn { Type: ColumnType.Int64 or ColumnType.Boolean } whole => whole.IsMissing(0) ? double.NaN : whole.Values[0],
        _ => throw new ArgumentException($"A column of {column.Type.Word} holds no numbers.", nameof(column)),
    };
}
