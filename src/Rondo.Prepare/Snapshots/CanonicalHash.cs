using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Snapshots.Chunks;

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
            HashBlock(columns[column], dictionaries[column], start, Math.Min(BlockRows, table.RowCount - start), hashes.AsSpan(work * HashBytes, HashBytes));
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

    static void HashBlock(Column column, byte[][] dictionary, int start, int count, Span<byte> hash)
    {
        switch (column)
        {
            case TextColumn text:
                HashText(text.Codes.AsSpan(start, count), dictionary, hash);
                break;
            case DoubleColumn number:
                HashDoubles(number.Values.AsSpan(start, count), hash);
                break;
            case IntegerColumn whole:
                HashIntegers(whole.Values.AsSpan(start, count), whole.Missing is null ? [] : whole.Missing.AsSpan(start, count), hash);
                break;
            default:
                throw new ArgumentException($"Columns of {column.Type.Word} have no hash.", nameof(column));
        }
    }

    static void HashText(ReadOnlySpan<int> codes, byte[][] dictionary, Span<byte> hash)
    {
        var total = 0L;
        foreach (var code in codes) total += 4 + (code < 0 ? 0 : dictionary[code].Length);
        using var scratch = new Scratch<byte>(checked((int)total));
        var bytes = scratch.Span;
        var at = 0;
        foreach (var code in codes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], code < 0 ? -1 : dictionary[code].Length);
            at += 4;
            if (code < 0) continue;
            dictionary[code].CopyTo(bytes[at..]);
            at += dictionary[code].Length;
        }
        SHA256.HashData(bytes, hash);
    }

    static void HashDoubles(ReadOnlySpan<double> values, Span<byte> hash)
    {
        using var scratch = new Scratch<bool>(values.Length);
        var isMissing = scratch.Span;
        for (var i = 0; i < values.Length; i++) isMissing[i] = double.IsNaN(values[i]);
        using var block = new NumberBlock(values.Length, isMissing);
        var numbers = block.Numbers;
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(numbers[(i * sizeof(long))..], isMissing[i] ? 0 : BitConverter.DoubleToInt64Bits(values[i] + 0.0));
        SHA256.HashData(block.Bytes, hash);
    }

    static void HashIntegers(ReadOnlySpan<long> values, ReadOnlySpan<bool> isMissing, Span<byte> hash)
    {
        using var block = new NumberBlock(values.Length, isMissing);
        var numbers = block.Numbers;
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(numbers[(i * sizeof(long))..], isMissing.Length > 0 && isMissing[i] ? 0 : values[i]);
        SHA256.HashData(block.Bytes, hash);
    }

    // The mark and the bits of missing values, and room for the numbers.
    readonly ref struct NumberBlock
    {
        private readonly Scratch<byte> _scratch;
        private readonly int _start;

        public NumberBlock(int count, ReadOnlySpan<bool> isMissing)
        {
            var mask = isMissing.Contains(true) ? (count + 7) / 8 : 0;
            _start = 1 + mask;
            _scratch = new Scratch<byte>(_start + (count * sizeof(long)));
            var bytes = _scratch.Span;
            bytes[.._start].Clear();
            if (mask == 0) return;
            bytes[0] = 1;
            for (var i = 0; i < count; i++)
                if (isMissing[i]) bytes[1 + (i >> 3)] |= (byte)(1 << (i & 7));
        }

        public Span<byte> Bytes => _scratch.Span;

        public Span<byte> Numbers => _scratch.Span[_start..];

        public void Dispose() => _scratch.Dispose();
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
