using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

sealed class BooleanCells(int capacity) : LongCells(ColumnType.Boolean, capacity)
{
    public override string Expected => "true or false";

    public override bool TrySet(int row, ref readonly Utf8JsonReader value) =>
        value.TokenType is JsonTokenType.True or JsonTokenType.False && Set(row, value.TokenType == JsonTokenType.True ? 1 : 0);

    public override bool TrySet(int row, ReadOnlySpan<char> value) =>
        bool.TryParse(value, out var flag) ? Set(row, flag ? 1 : 0)
        : value is "0" or "1" && Set(row, value[0] - '0');

    public override bool TrySet(int row, bool value) => Set(row, value ? 1 : 0);
}
