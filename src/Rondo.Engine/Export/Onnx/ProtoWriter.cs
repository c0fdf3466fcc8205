using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Rondo.Engine.Export.Onnx;

/// <summary>Writes a message of Protocol Buffers' wire format (developers.google.com/protocol-buffers/docs/encoding): all that onnx.proto3 needs of it.</summary>
sealed class ProtoWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtoWriter Int(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
        return this;
    }

    public ProtoWriter Float(int field, float value)
    {
        Key(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Key(field, LengthDelimited);
        Number((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.Written);

    /// <summary>Whole numbers one after the other, packed.</summary>
    public ProtoWriter Ints(int field, IEnumerable<long> values)
    {
        var packed = new ProtoWriter();
        foreach (var value in values) packed.Number((ulong)value);
        return Bytes(field, packed.Written);
    }

    public ProtoWriter Floats(int field, IReadOnlyList<float> values)
    {
        var packed = new byte[4 * values.Count];
        for (var i = 0; i < values.Count; i++) BinaryPrimitives.WriteSingleLittleEndian(packed.AsSpan(4 * i), values[i]);
        return Bytes(field, packed);
    }

    void Key(int field, int kind) => Number((ulong)(field << 3 | kind));

    void Number(ulong value)
    {
        do
        {
            var low = (byte)(value & 127);
            value >>= 7;
            _bytes.Write([value > 0 ? (byte)(low | 128) : low]);
        }
        while (value > 0);
    }
}
