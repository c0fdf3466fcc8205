using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

sealed class DoubleCells(int capacity) : Cells
{
    double[] _values = new double[capacity];

    public override string Expected => "a number";

    public override void Reserve(int rows)
    {
        if (rows > _values.Length) Array.Resize(ref _values, Math.Max(rows, 2 * _values.Length));
    }

    public override void SetMissing(int row) => _values[row] = double.NaN;

    public override bool TrySet(int row, ref readonly Utf8JsonReader value) =>
        value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var number) && TrySet(row, number);

    public override bool TrySet(int row, ReadOnlySpan<char> value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && TrySet(row, number);

    // 1e400 reads as infinity, and no model was trained on that.
    public override bool TrySet(int row, double value)
    {
        _values[row] = value;
        return double.IsFinite(value);
    }

    public override bool TrySet(int row, long value)
    {
        _values[row] = value;
        return true;
    }

    public override void CopyTo(Column cell) => Cell.Set((DoubleColumn)cell, _values[0]);

    public override Column ToColumn(int rows) => new DoubleColumn(_values.Length == rows ? _values : _values[..rows]);
}
