using System.Buffers.Binary;

namespace Rondo.Engine.Foreign;

/// <summary>Walks over the fields of a message in Protocol Buffers' wire format. Never reads beyond its bytes.</summary>
ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    ReadOnlySpan<byte> _rest = message;

    public int Field { get; private set; }

    /// <summary>What the field holds, when it is text, bytes, a message or packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>What the field holds, when it is a number.</summary>
    public ulong Number { get; private set; }

    public bool HasBytes { get; private set; }

    /// <exception cref="FormatException">It is no such message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var key = Varint();
        if (key >> 3 is 0 or > int.MaxValue) throw Malformed();
        (Field, Number, HasBytes) = ((int)(key >> 3), 0, false);
        Bytes = [];
        switch (key & 7)
        {
            case 0:
                Number = Varint();
                return true;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                return true;
            case 2:
                Bytes = Take(Varint());
                HasBytes = true;
                return true;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                return true;
            default:
                throw Malformed();
        }
    }

    ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw Malformed();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var one = Take(1)[0];
            value |= (ulong)(one & 127) << shift;
            if (one < 128) return value;
        }
        throw Malformed();
    }

    static FormatException Malformed() => new("no well-formed message of Protocol Buffers");
}
