using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

sealed class TextCells(int capacity) : Cells
{
    string?[] _values = new string?[capacity];

    public override string Expected => "text";

    public override void Reserve(int rows)
    {
        if (rows > _values.Length) Array.Resize(ref _values, Math.Max(rows, 2 * _values.Length));
    }

    public override void SetMissing(int row) => _values[row] = null;

    public override bool TrySet(int row, ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String) return false;
        _values[row] = value.GetString();
        return true;
    }

    public override bool TrySet(int row, ReadOnlySpan<char> value)
    {
        _values[row] = value.ToString();
        return true;
    }

    public override bool TrySet(int row, string value)
    {
        _values[row] = value;
        return true;
    }

    public override string? KeyOf(int row) => _values[row];

    public override void CopyTo(Column cell) => Cell.Set((TextColumn)cell, _values[0]);

    public override Column ToColumn(int rows)
    {
        if (rows != 1) return TextColumn.From(new ArraySegment<string?>(_values, 0, rows));
        return _values[0] is { } text ? new TextColumn([0], [text]) : new TextColumn([-1], []);
    }
}
