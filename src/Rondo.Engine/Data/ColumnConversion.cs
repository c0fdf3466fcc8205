using System.Globalization;

namespace Rondo.Engine.Data;

/// <summary>
/// The harmless conversions between what a reader inferred from new rows and what the model was trained on:
/// whole numbers where numbers are expected, numbers and booleans where text is, dates where timestamps are, and columns without any value.
/// </summary>
public static class ColumnConversion
{
    /// <summary>The column as the wanted type, or null when that would change a value.</summary>
    public static Column? To(ColumnType wanted, Column column)
    {
        if (column.Type == wanted) return column;
        if (column.CountMissing() == column.Length) return AllMissing(wanted, column.Length);
        return (wanted, column) switch
        {
            (ColumnType.Double, IntegerColumn { Type: ColumnType.Int64 } integers) => ToDouble(integers),
            (ColumnType.Int64, DoubleColumn doubles) => ToInt64(doubles),
            (ColumnType.Text, IntegerColumn { Type: ColumnType.Int64 } integers) => ToText(integers),
            (ColumnType.Text, IntegerColumn { Type: ColumnType.Boolean } booleans) => ToText(booleans),
            (ColumnType.Boolean, IntegerColumn { Type: ColumnType.Int64 } integers) => ToBoolean(integers),
            (ColumnType.Timestamp, IntegerColumn { Type: ColumnType.Date } dates) =>
                new IntegerColumn(ColumnType.Timestamp, Array.ConvertAll(dates.Values, d => d * 86_400_000_000), dates.Missing),
            _ => null,
        };
    }

    /// <summary>A column of this type without any value.</summary>
    public static Column AllMissing(ColumnType type, int length)
    {
        if (type == ColumnType.Double)
        {
            var nans = new double[length];
            nans.AsSpan().Fill(double.NaN);
            return new DoubleColumn(nans);
        }
        if (type == ColumnType.Text)
        {
            var codes = new int[length];
            codes.AsSpan().Fill(-1);
            return new TextColumn(codes, []);
        }
        var missing = new bool[length];
        missing.AsSpan().Fill(true);
        return new IntegerColumn(type, new long[length], missing);
    }

    public static DoubleColumn ToDouble(IntegerColumn column)
    {
        var values = new double[column.Length];
        for (var i = 0; i < values.Length; i++) values[i] = column.IsMissing(i) ? double.NaN : column.Values[i];
        return new DoubleColumn(values);
    }

    static IntegerColumn? ToInt64(DoubleColumn column)
    {
        var values = new long[column.Length];
        var missing = new bool[column.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = column.Values[i];
            missing[i] = double.IsNaN(value);
            if (missing[i]) continue;
            if (value != Math.Floor(value) || Math.Abs(value) > 9007199254740992) return null;
            values[i] = (long)value;
        }
        return new IntegerColumn(ColumnType.Int64, values, missing);
    }

    static IntegerColumn? ToBoolean(IntegerColumn column)
    {
        for (var i = 0; i < column.Length; i++)
            if (column.Values[i] is not (0 or 1)) return null;
        return new IntegerColumn(ColumnType.Boolean, column.Values, column.Missing);
    }

    static TextColumn ToText(IntegerColumn column)
    {
        var isBoolean = column.Type == ColumnType.Boolean;
        var texts = new string?[column.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = column.IsMissing(i) ? null
                : isBoolean ? (column.Values[i] == 1 ? "true" : "false")
                : column.Values[i].ToString(CultureInfo.InvariantCulture);
        }
        return TextColumn.From(texts);
    }
}
