using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.PredictionLog;

/// <summary>Reads the log back, also while others write it. What a crash left unfinished at a segment's end is passed over.</summary>
public static class PredictionLogReader
{
    /// <summary>Every request in the folder's segments, segment by segment from the oldest on, each in the order of its answers.</summary>
    /// <exception cref="RondoException">A segment is of a newer version, or damaged where no crash damages it.</exception>
    public static IEnumerable<LoggedRequest> Read(string folder)
    {
        foreach (var segment in LogFolder.Segments(folder))
            foreach (var request in ReadSegment(segment.FullName)) yield return request;
    }

    /// <summary>The segments of a folder, the oldest first, those that are being written too.</summary>
    public static IReadOnlyList<LogSegmentFile> Segments(string folder) => [.. LogFolder.Segments(folder).Select(f =>
    {
        var isOpen = f.Name.EndsWith(SegmentFormat.OpenSuffix, StringComparison.Ordinal);
        return new LogSegmentFile(f.FullName, f.Name[..f.Name.IndexOf(SegmentFormat.Extension, StringComparison.Ordinal)], isOpen);
    })];

    public static IEnumerable<LoggedRequest> ReadSegment(string path)
    {
        using var file = Open(path);
        if (file is null) yield break;
        var header = new byte[SegmentFormat.HeaderBytes];
        // A crash at its very beginning.
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) yield break;
        if (SegmentFormat.ReadHeader(header) is not { } version) throw Damaged(path, 0);
        if (version > SegmentFormat.Version)
            throw new RondoException("log_newer", $"The prediction log '{path}' was written by a newer Rondo (version {version}; this one knows up to {SegmentFormat.Version}).", "Update Rondo.");
        var schemas = new List<LoggedSchema>();
        var buffer = Array.Empty<byte>();
        while (NextRecord(file, path, ref buffer) is { } content)
        {
            var record = new RecordReader(content);
            if (record.Byte() == SegmentFormat.SchemaRecord) schemas.Add(Schema(ref record));
            else yield return Request(ref record, schemas);
        }
    }

    // The segment may be closed and renamed, or removed, between being listed and being opened.
    static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (FileNotFoundException)
        {
            var closed = path.EndsWith(SegmentFormat.OpenSuffix, StringComparison.Ordinal) ? path[..^SegmentFormat.OpenSuffix.Length] : path;
            return File.Exists(closed) ? new FileStream(closed, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16) : null;
        }
    }

    // Null at the end, which an open segment has where nothing is written yet.
    static ReadOnlyMemory<byte>? NextRecord(FileStream file, string path, ref byte[] buffer)
    {
        var at = file.Position;
        Span<byte> frame = stackalloc byte[SegmentFormat.FrameBytes];
        if (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        var isLength = length is > 0 and <= SegmentFormat.MostRecordBytes;
        if (isLength && length > file.Length - file.Position) return null;
        if (isLength)
        {
            if (buffer.Length < length) buffer = new byte[Math.Max(length, 2 * buffer.Length)];
            file.ReadExactly(buffer, 0, length);
            if (SegmentFormat.Checksum(buffer.AsSpan(0, length)) == BinaryPrimitives.ReadUInt32LittleEndian(frame[4..])) return buffer.AsMemory(0, length);
        }
        // A machine that stopped left of an open segment's last moment what it had written, in any order. A closed one is whole: somebody changed this one.
        if (file.Name.EndsWith(SegmentFormat.OpenSuffix, StringComparison.Ordinal)) return null;
        throw Damaged(path, at);
    }

    static LoggedSchema Schema(ref RecordReader record)
    {
        record.Number();
        var document = JsonSerializer.Deserialize(record.Rest, SchemaJson.Default.SchemaDocument)!;
        return new LoggedSchema(document.Model, document.Version, Enum.Parse<TaskKind>(document.Task),
            [.. document.Columns.Select(c => (c.Name, ColumnTypes.TryParse(c.Type, out var type) ? type : throw new InvalidDataException($"There is no type '{c.Type}'.")))],
            [.. document.Masked], [.. document.Classes]);
    }

    static LoggedRequest Request(ref RecordReader record, List<LoggedSchema> schemas)
    {
        var schema = schemas[record.Number()];
        var rows = record.Number();
        var ids = new PredictionIds((ulong)record.Long(), (ulong)record.Long());
        var time = DateTimeOffset.UnixEpoch.AddTicks(record.Long() * TimeSpan.TicksPerMicrosecond);
        var latency = TimeSpan.FromTicks(record.Long() * TimeSpan.TicksPerMicrosecond);
        var eventTime = DateTimeOffset.UnixEpoch.AddTicks(record.Long() * TimeSpan.TicksPerMicrosecond);
        var request = record.Text() ?? "";
        var unit = record.Text();
        var threshold = record.Real();
        var values = new double[rows * (schema.Task == TaskKind.Regression ? 1 : schema.Classes.Length)];
        for (var i = 0; i < values.Length; i++) values[i] = record.Real();
        var cells = new LoggedCells(schema, rows, record.Rest.ToArray());
        return new LoggedRequest(schema, ids, time, latency, request, unit, cells, new Predictions(schema.Task, schema.Classes, values) { Threshold = threshold }) { EventTime = eventTime };
    }

    static RondoException Damaged(string path, long at) =>
        new("log_damaged", FormattableString.Invariant($"The prediction log '{path}' is damaged at byte {at}."), "Restore the file, or move it away: the other segments are read without it.");
}

/// <summary>Reads the parts of a record in the order they were written.</summary>
ref struct RecordReader(ReadOnlyMemory<byte> content)
{
    ReadOnlySpan<byte> _left = content.Span;

    public readonly ReadOnlySpan<byte> Rest => _left;

    public byte Byte() => Take(1)[0];

    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string? Text() => TryUtf8(out var text) ? Encoding.UTF8.GetString(text) : null;

    /// <summary>False where there is no text.</summary>
    public bool TryUtf8(out ReadOnlySpan<byte> text)
    {
        var length = Number();
        text = length < 0 ? [] : Take(length);
        return length >= 0;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
