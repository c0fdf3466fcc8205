using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rondo.DuckDb;

/// <summary>One column of a chunk: a view of DuckDB's memory, valid until its chunk is disposed.</summary>
public readonly unsafe ref struct Vector
{
    private readonly nint _handle;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal Vector(nint handle, LogicalType type, int count)
    {
        _handle = handle;
        _data = Native.duckdb_vector_get_data(handle);
        _validity = Native.duckdb_vector_get_validity(handle);
        Type = type;
        Count = count;
    }

    public LogicalType Type { get; }

    public int Count { get; }

    /// <summary>True when no value of the chunk is missing, as far as DuckDB knows.</summary>
    public bool IsAllValid => _validity == null;

    /// <summary>One bit a row, lowest first: 1 where there is a value. Empty when every row has one.</summary>
    public ReadOnlySpan<ulong> Validity => _validity == null ? [] : new(_validity, (Count + 63) / 64);

    public bool IsValid(int row) => _validity == null || (_validity[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The values as they are stored; where a row is missing, anything.</summary>
    /// <exception cref="InvalidOperationException">The stored values have another size.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged =>
        sizeof(T) == Type.ValueBytes
            ? new(_data, Count)
            : throw new InvalidOperationException($"Values of {Type} take {Type.ValueBytes} bytes, not the {sizeof(T)} of {typeof(T).Name}.");

    /// <summary>The UTF-8 of a text, or the bytes of a blob; valid as long as the chunk.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if (Type.Id is not (LogicalTypeId.VarChar or LogicalTypeId.Blob))
            throw new InvalidOperationException($"Values of {Type} are not bytes.");
        // duckdb_string_t: a length, then either up to 12 bytes inline, or 4 bytes of prefix and a pointer.
        var item = (byte*)_data + ((long)row * 16);
        var length = *(uint*)item;
        return length <= 12 ? new(item + 4, (int)length) : new(*(byte**)(item + 8), checked((int)length));
    }

    public string? Text(int row) => IsValid(row) ? System.Text.Encoding.UTF8.GetString(Bytes(row)) : null;

    /// <summary>The items of all lists one after another; <see cref="ListEntry"/> says which belong to a row.</summary>
    public Vector Items => Type.Id switch
    {
        LogicalTypeId.List => new(Native.duckdb_list_vector_get_child(_handle), Type.Children[0].Type, (int)Native.duckdb_list_vector_get_size(_handle)),
        LogicalTypeId.Array => new(Native.duckdb_array_vector_get_child(_handle), Type.Children[0].Type, Count * Type.Width),
        _ => throw new InvalidOperationException($"{Type} has no items."),
    };

    public ListEntry ListEntry(int row) =>
        Type.Id == LogicalTypeId.List ? Values<ListEntry>()[row] : throw new InvalidOperationException($"{Type} is not a list.");

    /// <summary>A struct's field.</summary>
    public Vector Field(int index) =>
        Type.Id == LogicalTypeId.Struct
            ? new(Native.duckdb_struct_vector_get_child(_handle, (ulong)index), Type.Children[index].Type, Count)
            : throw new InvalidOperationException($"{Type} has no fields.");
}

/// <summary>Where a list's items are within <see cref="Vector.Items"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListEntry(ulong Offset, ulong Length);

/// <summary>A stored HUGEINT, decimal of more than 18 digits, or UUID (whose highest bit is flipped).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct HugeInt(ulong Lower, long Upper)
{
    public Int128 Value => new((ulong)Upper, Lower);

    public UInt128 Unsigned => new((ulong)Upper, Lower);

    public Guid Uuid
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Unsafe.WriteUnaligned(ref bytes[0], System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ulong)Upper ^ 1UL << 63));
            Unsafe.WriteUnaligned(ref bytes[8], System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Lower));
            return new Guid(bytes, bigEndian: true);
        }
    }
}
