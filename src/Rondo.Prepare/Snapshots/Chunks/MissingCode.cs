namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Which rows have no value: nothing when all have one, else a bit a row.</summary>
static class MissingCode
{
    public static void Write(ChunkWriter writer, ReadOnlySpan<bool> missing)
    {
        var any = missing.Contains(true);
        writer.Byte(any ? 1 : 0);
        if (!any) return;
        var bits = writer.Room((missing.Length + 7) / 8);
        bits.Clear();
        for (var i = 0; i < missing.Length; i++)
            if (missing[i]) bits[i >> 3] |= (byte)(1 << (i & 7));
    }

    /// <summary>Fills the mask; false when nothing is missing.</summary>
    public static bool Read(ref ChunkReader reader, Span<bool> missing)
    {
        var any = reader.Byte();
        if (any > 1) throw ChunkReader.Damaged();
        missing.Clear();
        if (any == 0) return false;
        var bits = reader.Take((missing.Length + 7) / 8);
        for (var i = 0; i < missing.Length; i++) missing[i] = (bits[i >> 3] >> (i & 7) & 1) != 0;
        return true;
    }

    /// <summary>Where a value is missing, the one before takes its place, for it costs the least bits.</summary>
    public static void Bridge(Span<long> values, ReadOnlySpan<bool> missing)
    {
        var first = missing.IndexOf(false);
        var last = first < 0 ? 0 : values[first];
        for (var i = 0; i < values.Length; i++)
        {
            if (missing[i]) values[i] = last;
            else last = values[i];
        }
    }
}
