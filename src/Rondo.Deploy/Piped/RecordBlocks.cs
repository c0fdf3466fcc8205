using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Piped;

/// <summary>Cuts a stream of lines into blocks of whole records, so that any number of them takes the memory of one block.</summary>
sealed class RecordBlocks(Stream input)
{
    const int BlockBytes = 1 << 18;
    const int LongestRecord = 16 << 20;

    byte[] _buffer = new byte[BlockBytes];
    int _from, _to;

    /// <summary>The bytes that come next, without taking them; fewer only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int bytes)
    {
        while (_to - _from < bytes && Fill()) { }
        return _buffer.AsSpan(_from, Math.Min(bytes, _to - _from));
    }

    /// <summary>Whole records; empty at the end. Good until the next call.</summary>
    /// <param name="isQuoted">Whether a line break between quotes belongs to its record, as in comma-separated text.</param>
    /// <exception cref="RondoException">A record is longer than any can be.</exception>
    public ReadOnlySpan<byte> Next(bool isQuoted)
    {
        while (true)
        {
            var end = EndOfRecords(_buffer.AsSpan(_from, _to - _from), isQuoted);
            if (end > 0) return Take(end);
            if (_to - _from >= LongestRecord)
                throw new RondoException("record_too_long", string.Create(CultureInfo.InvariantCulture, $"A row has more than {LongestRecord} bytes."), isQuoted ? "Is a quote not closed?" : "One JSON object a line is expected.");
            if (!Fill()) return Take(_to - _from);
        }
    }

    ReadOnlySpan<byte> Take(int bytes)
    {
        var taken = _buffer.AsSpan(_from, bytes);
        _from += bytes;
        return taken;
    }

    // The place after the last line break that ends a record; 0 when none does.
    static int EndOfRecords(ReadOnlySpan<byte> bytes, bool isQuoted)
    {
        if (!isQuoted) return bytes.LastIndexOf((byte)'\n') + 1;
        var (end, within) = (0, false);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '"') within = !within;
            else if (bytes[i] == '\n' && !within) end = i + 1;
        }
        return end;
    }

    bool Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }
        if (_to == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = input.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        return read > 0;
    }
}
