using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>A column's values as numbers; NaN where it is missing, infinite, or text.</summary>
static class Numbers
{
    public static bool AreIn(Column column) => column is not TextColumn;

    /// <summary>Of these rows, or of all. Shape: rows.</summary>
    public static double[] Of(Column column, int[]? rows = null)
    {
        var values = new double[rows?.Length ?? column.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var row = rows?[i] ?? i;
            var value = column switch
            {
                DoubleColumn numbers => numbers.Values[row],
                IntegerColumn whole => whole.IsMissing(row) ? double.NaN : whole.Values[row],
                _ => double.NaN,
            };
            values[i] = double.IsFinite(value) ? value : double.NaN;
        }
        return values;
    }
}
