using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>A column's values as texts that are equal where the values are.</summary>
public static class ColumnTexts
{
    /// <returns>Null where a value is missing. Shape: rows.</returns>
    public static string?[] Of(Column column) => [.. Enumerable.Range(0, column.Length).Select(row => At(column, row))];

    /// <summary>The value of one row; null where it is missing.</summary>
    public static string? At(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        TextColumn text => text[row],
        DoubleColumn doubles => doubles.Values[row].ToString("R", CultureInfo.InvariantCulture),
        IntegerColumn { Type: ColumnType.Boolean } flags => flags.Values[row] == 1 ? "true" : "false",
        IntegerColumn whole => whole.Values[row].ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
