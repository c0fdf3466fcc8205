using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

sealed class BooleanCells(int capacity) : Cells
{
    readonly LongStore _store = new(ColumnType.Boolean, capacity);

    public override string Expected => "true or false";

    public override void Reserve(int rows) => _store.Reserve(rows);

    public override void SetMissing(int row) => _store.SetMissing(row);

    public override void CopyTo(Column cell) => _store.CopyTo(cell);

    public override Column ToColumn(int rows) => _store.ToColumn(rows);

    public override bool TrySet(int row, ref readonly Utf8JsonReader value) =>
        value.TokenType is JsonTokenType.True or JsonTokenType.False && _store.Set(row, value.TokenType == JsonTokenType.True ? 1 : 0);

    public override bool TrySet(int row, ReadOnlySpan<char> value) =>
        bool.TryParse(value, out var flag) ? _store.Set(row, flag ? 1 : 0)
        : value is "0" or "1" && _store.Set(row, value[0] - '0');

    public override bool TrySet(int row, bool value) => _store.Set(row, value ? 1 : 0);
}
