using System.Buffers.Binary;
using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>Puts the values of tensors into rows, each as its datatype and its column allow.</summary>
sealed class ColumnarRows
{
    readonly RowTable _rows;
    readonly ulong _width;
    readonly int _count;

    public ColumnarRows(ServedModel model, int count)
    {
        _rows = new RowTable(model, count, count);
        (_width, _count) = ((ulong)model.Columns.Length, count);
        _rows.BeginColumns(count);
    }

    /// <summary>A value as JSON says it.</summary>
    /// <param name="column">The input's column; -1 when it brings all columns row by row.</param>
    public void Set(InputTensor input, int column, ulong element, ref readonly Utf8JsonReader value)
    {
        var place = Place(column, element);
        if (value.TokenType == JsonTokenType.Null) _rows.SetMissing(place);
        else if (input.Type is Datatype.Bool or Datatype.Bytes) _rows.Set(place, in value);
        else if (value.TokenType != JsonTokenType.Number) Refuse(input, in value);
        else if (input.Type is Datatype.Fp32 or Datatype.Fp64) SetFloat(input, place, in value);
        else SetInteger(input, place, in value);
    }

    /// <summary>A value in its datatype's bytes, the least significant first. There, NaN is a missing value.</summary>
    public void Set(InputTensor input, int column, ulong element, ReadOnlySpan<byte> value)
    {
        var place = Place(column, element);
        switch (input.Type)
        {
            case Datatype.Bool when value[0] > 1: _rows.Refuse(place, FormattableString.Invariant($"the byte {value[0]}")); break;
            case Datatype.Bool: _rows.Set(place, value[0] == 1); break;
            case Datatype.Uint8: _rows.Set(place, (long)value[0]); break;
            case Datatype.Int8: _rows.Set(place, (long)(sbyte)value[0]); break;
            case Datatype.Uint16: _rows.Set(place, (long)BinaryPrimitives.ReadUInt16LittleEndian(value)); break;
            case Datatype.Int16: _rows.Set(place, (long)BinaryPrimitives.ReadInt16LittleEndian(value)); break;
            case Datatype.Uint32: _rows.Set(place, (long)BinaryPrimitives.ReadUInt32LittleEndian(value)); break;
            case Datatype.Int32: _rows.Set(place, (long)BinaryPrimitives.ReadInt32LittleEndian(value)); break;
            case Datatype.Int64: _rows.Set(place, BinaryPrimitives.ReadInt64LittleEndian(value)); break;
            case Datatype.Uint64: SetUnsigned(place, BinaryPrimitives.ReadUInt64LittleEndian(value)); break;
            case Datatype.Fp16: SetFloat(place, (double)BinaryPrimitives.ReadHalfLittleEndian(value)); break;
            // The upper half of a float32.
            case Datatype.Bf16: SetFloat(place, BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(value) << 16)); break;
            case Datatype.Fp32: SetFloat(place, BinaryPrimitives.ReadSingleLittleEndian(value)); break;
            default: SetFloat(place, BinaryPrimitives.ReadDoubleLittleEndian(value)); break;
        }
    }

    public void SetText(int column, ulong element, string value) => _rows.Set(Place(column, element), value, isQuoted: true);

    public RowTable Finish()
    {
        _rows.EndColumns(_count);
        return _rows;
    }

    int Place(int column, ulong element)
    {
        _rows.MoveTo((int)(column >= 0 ? element : element / _width));
        return column >= 0 ? column : (int)(element % _width);
    }

    void SetFloat(InputTensor input, int place, ref readonly Utf8JsonReader value)
    {
        if (!value.TryGetDouble(out var number)) Refuse(input, in value);
        else if (input.Type == Datatype.Fp32 && !float.IsFinite((float)number)) Refuse(input, in value);
        else _rows.Set(place, input.Type == Datatype.Fp32 ? (float)number : number);
    }

    void SetFloat(int place, double number)
    {
        if (double.IsNaN(number)) _rows.SetMissing(place);
        else _rows.Set(place, number);
    }

    void SetInteger(InputTensor input, int place, ref readonly Utf8JsonReader value)
    {
        if (input.Type == Datatype.Uint64 && value.TryGetUInt64(out var unsigned)) SetUnsigned(place, unsigned);
        else if (value.TryGetInt64(out var number) && number >= Lowest(input.Type) && number <= Highest(input.Type)) _rows.Set(place, number);
        else Refuse(input, in value);
    }

    void SetUnsigned(int place, ulong number)
    {
        if (number <= long.MaxValue) _rows.Set(place, (long)number);
        else _rows.Set(place, (double)number);
    }

    void Refuse(InputTensor input, ref readonly Utf8JsonReader value) => _rows.Refuse(input.Name, $"a value of {input.Type.Word} or null", Got.Of(in value));

    static long Lowest(Datatype type) => type switch
    {
        Datatype.Int8 => sbyte.MinValue,
        Datatype.Int16 => short.MinValue,
        Datatype.Int32 => int.MinValue,
        Datatype.Int64 => long.MinValue,
        _ => 0,
    };

    static long Highest(Datatype type) => type switch
    {
        Datatype.Int8 => sbyte.MaxValue,
        Datatype.Uint8 => byte.MaxValue,
        Datatype.Int16 => short.MaxValue,
        Datatype.Uint16 => ushort.MaxValue,
        Datatype.Int32 => int.MaxValue,
        Datatype.Uint32 => uint.MaxValue,
        _ => long.MaxValue,
    };
}
