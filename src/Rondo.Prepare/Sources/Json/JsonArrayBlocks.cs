using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>
/// Cuts one large array of objects into blocks that are arrays themselves. Only brackets, commas and quotes are looked at:
/// whatever else is wrong stays so, and whoever reads the blocks says what it is.
/// </summary>
static class JsonArrayBlocks
{
    public static IEnumerable<TextBlock> Of(string file, CancellationToken cancellation)
    {
        var isFirst = true;
        TextBlock? waiting = null;
        foreach (var block in TextBlocks.Stream(file, bytes => Cut(bytes, isFirst), cancellation))
        {
            if (waiting is not null) yield return Closed(waiting);
            waiting = isFirst ? block : Opened(block);
            isFirst = false;
        }
        if (waiting is not null) yield return waiting;
    }

    // Behind the last whole object.
    static int Cut(ReadOnlySpan<byte> bytes, bool isFirst)
    {
        var at = isFirst ? bytes.IndexOf((byte)'[') + 1 : 0;
        if (isFirst && at == 0) return 0;
        int end = 0, depth = 0;
        while (true)
        {
            var found = bytes[at..].IndexOfAny("\"{}[]"u8);
            if (found < 0) return end;
            at += found + 1;
            switch (bytes[at - 1])
            {
                case (byte)'"':
                    if ((at = EndOfText(bytes, at)) < 0) return end;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    if (--depth < 0) return end;
                    if (depth == 0) end = at;
                    break;
            }
        }
    }

    static int EndOfText(ReadOnlySpan<byte> bytes, int at)
    {
        while (true)
        {
            var found = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0) return -1;
            at += found + 1;
            if (bytes[at - 1] == '"') return at;
            if (++at > bytes.Length) return -1;
        }
    }

    // Between two objects stands one comma; anything else is left for the reader to refuse.
    static TextBlock Opened(TextBlock block)
    {
        var bytes = block.Bytes;
        var comma = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        var next = comma < 0 ? -1 : bytes[(comma + 1)..].IndexOfAnyExcept(" \t\r\n"u8);
        var isBetween = comma >= 0 && bytes[comma] == ',' && (next < 0 || bytes[comma + 1 + next] != ']');
        if (isBetween) return block.With([.. bytes[..comma], (byte)'[', .. bytes[(comma + 1)..]]);
        var isEnd = comma >= 0 && bytes[comma] == ']';
        return block.With([(byte)'[', .. isEnd ? bytes : [(byte)',', .. bytes]]);
    }

    static TextBlock Closed(TextBlock block) => block.With([.. block.Bytes, (byte)']']);
}
