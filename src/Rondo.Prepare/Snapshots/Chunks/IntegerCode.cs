namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>
/// Whole numbers as distances from the smallest one, or the steps between them in that way when they are narrower:
/// frame of reference and delta coding (Goldstein, Ramakrishnan and Shaft 1998).
/// </summary>
static class IntegerCode
{
    private const int Plain = 0;
    private const int Steps = 1;

    /// <param name="writer">Gets the bytes.</param>
    /// <param name="values">At least one.</param>
    public static void Write(ChunkWriter writer, ReadOnlySpan<long> values)
    {
        var (least, most) = (values[0], values[0]);
        var (leastStep, mostStep) = (long.MaxValue, long.MinValue);
        for (var i = 1; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            most = Math.Max(most, values[i]);
            // Steps may wrap round; so does adding them up again.
            var step = unchecked(values[i] - values[i - 1]);
            leastStep = Math.Min(leastStep, step);
            mostStep = Math.Max(mostStep, step);
        }
        var width = BitPacking.WidthOf(unchecked((ulong)(most - least)));
        var stepWidth = values.Length == 1 ? 64 : BitPacking.WidthOf(unchecked((ulong)(mostStep - leastStep)));
        if (stepWidth >= width) Pack(writer, Plain, values, least, width);
        else WriteSteps(writer, values, leastStep, stepWidth);
    }

    static void WriteSteps(ChunkWriter writer, ReadOnlySpan<long> values, long least, int width)
    {
        using var scratch = new Scratch<long>(values.Length - 1);
        var steps = scratch.Span;
        for (var i = 0; i < steps.Length; i++) steps[i] = unchecked(values[i + 1] - values[i]);
        Pack(writer, Steps, steps, least, width);
        writer.Int64(values[0]);
    }

    static void Pack(ChunkWriter writer, int mode, ReadOnlySpan<long> values, long least, int width)
    {
        writer.Byte(mode);
        writer.Byte(width);
        writer.Int64(least);
        BitPacking.Pack(values, least, width, writer.Room(BitPacking.BytesOf(values.Length, width)));
    }

    /// <param name="reader">Stands where the numbers begin.</param>
    /// <param name="values">At least one; filled.</param>
    public static void Read(ref ChunkReader reader, Span<long> values)
    {
        var (mode, width, least) = (reader.Byte(), reader.Byte(), reader.Int64());
        if (mode > Steps || width > 64) throw ChunkReader.Damaged();
        var packed = mode == Plain ? values : values[1..];
        BitPacking.Unpack(reader.Take(BitPacking.BytesOf(packed.Length, width)), least, width, packed);
        if (mode == Plain) return;
        values[0] = reader.Int64();
        for (var i = 1; i < values.Length; i++) values[i] = unchecked(values[i] + values[i - 1]);
    }
}
