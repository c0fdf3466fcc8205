using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Snapshots;

/// <summary>
/// The data_hash of a table: SHA-256 over its columns' names, types and values, row by row. Neither the file's format,
/// nor threads, nor the order of a dictionary has a say; -0.0 equals 0.0; a missing value differs from every value.
/// </summary>
/// <remarks>
/// data_hash = SHA-256("rondo-table-1", rows, columns, and of each column: name, type's word, SHA-256 of each block of 262,144 rows).
/// A block of numbers: a byte that tells whether values are missing, then if so a bit a row (1: missing), then 8 bytes a row (0 where missing).
/// A block of text: of each row the length of its UTF-8 in 4 bytes (-1: missing) and the UTF-8. Everything is little-endian; texts have their length before them.
/// </remarks>
public static class CanonicalHash
{
    private const int BlockRows = 1 << 18;
    private const int HashBytes = 32;

    public static string Of(Table table, int threads = 0, CancellationToken cancellation = default)
    {
        var blocks = WorkBlocks.Count(table.RowCount, BlockRows);
        var columns = table.Columns;
        var hashes = new byte[columns.Length * blocks * HashBytes];
        var dictionaries = columns.Select(c => c is TextColumn text ? text.Dictionary.Select(Encoding.UTF8.GetBytes).ToArray() : []).ToArray();
        WorkBlocks.Run(columns.Length * blocks, 1, threads > 0 ? threads : Environment.ProcessorCount, (work, _, _) =>
        {
            var (column, block) = (work / blocks, work % blocks);
            var start = block * BlockRows;
            var bytes = BlockOf(columns[column], dictionaries[column], start, Math.Min(BlockRows, table.RowCount - start));
            SHA256.HashData(bytes, hashes.AsSpan(work * HashBytes, HashBytes));
        }, cancellation);
        return Combine(table, hashes, blocks);
    }

    static string Combine(Table table, byte[] hashes, int blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "rondo-table-1");
        Append(hash, table.RowCount);
        Append(hash, table.Columns.Length);
        for (var column = 0; column < table.Columns.Length; column++)
        {
            Append(hash, table.Schema.Fields[column].Name);
            Append(hash, table.Schema.Fields[column].Type.Word);
            hash.AppendData(hashes, column * blocks * HashBytes, blocks * HashBytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static ReadOnlySpan<byte> BlockOf(Column column, byte[][] dictionary, int start, int count) => column switch
    {
        TextColumn text => TextBlock(text.Codes.AsSpan(start, count), dictionary),
        DoubleColumn number => DoubleBlock(number.Values.AsSpan(start, count)),
        IntegerColumn whole => IntegerBlock(whole.Values.AsSpan(start, count), whole.Missing is null ? [] : whole.Missing.AsSpan(start, count)),
        _ => throw new ArgumentException($"Columns of {column.Type.Word} have no hash.", nameof(column)),
    };

    static ReadOnlySpan<byte> TextBlock(ReadOnlySpan<int> codes, byte[][] dictionary)
    {
        var total = 0L;
        foreach (var code in codes) total += 4 + (code < 0 ? 0 : dictionary[code].Length);
        var bytes = new byte[checked((int)total)];
        var at = 0;
        foreach (var code in codes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), code < 0 ? -1 : dictionary[code].Length);
            at += 4;
            if (code < 0) continue;
            dictionary[code].CopyTo(bytes, at);
            at += dictionary[code].Length;
        }
        return bytes;
    }

    static ReadOnlySpan<byte> DoubleBlock(ReadOnlySpan<double> values)
    {
        var bits = new long[values.Length];
        bool[]? missing = null;
        for (var i = 0; i < bits.Length; i++)
        {
            if (double.IsNaN(values[i])) (missing ??= new bool[bits.Length])[i] = true;
            else bits[i] = BitConverter.DoubleToInt64Bits(values[i] + 0.0);
        }
        return NumberBlock(bits, missing ?? []);
    }

    static ReadOnlySpan<byte> IntegerBlock(ReadOnlySpan<long> values, ReadOnlySpan<bool> missing)
    {
        if (!missing.Contains(true)) return NumberBlock(values, []);
        var bits = values.ToArray();
        for (var i = 0; i < bits.Length; i++)
            if (missing[i]) bits[i] = 0;
        return NumberBlock(bits, missing);
    }

    static ReadOnlySpan<byte> NumberBlock(ReadOnlySpan<long> bits, ReadOnlySpan<bool> missing)
    {
        var mask = missing.Length == 0 ? 0 : (bits.Length + 7) / 8;
        var bytes = new byte[1 + mask + (bits.Length * sizeof(long))];
        bytes[0] = mask == 0 ? (byte)0 : (byte)1;
        for (var i = 0; i < missing.Length; i++)
            if (missing[i]) bytes[1 + (i >> 3)] |= (byte)(1 << (i & 7));
        var values = bytes.AsSpan(1 + mask);
        if (BitConverter.IsLittleEndian) MemoryMarshal.AsBytes(bits).CopyTo(values);
        else for (var i = 0; i < bits.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(values[(i * sizeof(long))..], bits[i]);
        return bytes;
    }

    static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
