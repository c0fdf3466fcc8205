using System.Text;
using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

sealed class TextBuilder(MissingWords? missing, int rows) : ColumnBuilder
{
    private readonly Utf8Interner _texts = new();
    private int[] _codes = new int[rows];
    private int[]? _enumCodes;

    public override void Add(Vector vector)
    {
        _codes = Grown(_codes, Count + vector.Count);
        var target = _codes.AsSpan(Count, vector.Count);
        for (var row = 0; row < target.Length; row++) target[row] = vector.IsValid(row) ? CodeOf(vector, row) : -1;
        Count += vector.Count;
    }

    public override Column Build() => new TextColumn(Cut(_codes, Count), _texts.ToDictionary());

    int CodeOf(Vector vector, int row)
    {
        if (vector.Type.Id == LogicalTypeId.VarChar) return CodeOf(vector.Bytes(row));
        if (vector.Type.Id == LogicalTypeId.Uuid) return CodeOf(Encoding.UTF8.GetBytes(vector.Values<HugeInt>()[row].Uuid.ToString()));
        _enumCodes ??= [.. vector.Type.EnumWords.Select(w => CodeOf(Encoding.UTF8.GetBytes(w)))];
        return _enumCodes[vector.Type.StoredAs switch
        {
            LogicalTypeId.UTinyInt => vector.Values<byte>()[row],
            LogicalTypeId.USmallInt => vector.Values<ushort>()[row],
            _ => vector.Values<int>()[row],
        }];
    }

    int CodeOf(ReadOnlySpan<byte> text) => missing is not null && missing.Has(text) ? -1 : _texts.CodeOf(text);
}
