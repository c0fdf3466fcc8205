using System.Buffers.Binary;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>
/// Doubles that came from decimal numbers as whole numbers and a power of ten (as ALP does: Afroozeh, Kuffo and Boncz 2023);
/// other ones as their bytes, those of equal weight side by side, compressed. Either way every bit comes back.
/// </summary>
static class DoubleCode
{
    private const int Decimals = 0;
    private const int Bits = 1;
    private const double LargestWhole = 9007199254740992;

    // Those that a double holds exactly, so that one rounded division gives the nearest double.
    private static readonly double[] s_powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <param name="writer">Gets the bytes.</param>
    /// <param name="values">At least one; missing ones are NaN.</param>
    public static void Write(ChunkWriter writer, ReadOnlySpan<double> values)
    {
        using var scratch = new Scratch<bool>(values.Length);
        using var numbers = new Scratch<long>(values.Length);
        var missing = scratch.Span;
        var wholes = numbers.Span;
        for (var i = 0; i < missing.Length; i++) missing[i] = double.IsNaN(values[i]);
        MissingCode.Write(writer, missing);
        var power = PowerOf(values, wholes);
        writer.Byte(power < 0 ? Bits : Decimals);
        if (power < 0)
        {
            WriteBits(writer, values, missing, wholes);
            return;
        }
        MissingCode.Bridge(wholes, missing);
        writer.Byte(power);
        IntegerCode.Write(writer, wholes);
    }

    // The least power of ten by which all values are whole numbers, which it leaves in place; -1 when there is none.
    static int PowerOf(ReadOnlySpan<double> values, Span<long> wholes)
    {
        var power = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            while (!IsWhole(values[i], s_powers[power], out wholes[i]))
                if (++power == s_powers.Length) return -1;
        }
        return power == 0 || IsWhole(values, s_powers[power], wholes) ? power : -1;
    }

    // Again for all: those before the last one that asked for more decimals were measured by less.
    static bool IsWhole(ReadOnlySpan<double> values, double power, Span<long> wholes)
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsNaN(values[i]) && !IsWhole(values[i], power, out wholes[i])) return false;
        return true;
    }

    static bool IsWhole(double value, double power, out long whole)
    {
        whole = 0;
        var scaled = Math.Round(value * power);
        if (!(Math.Abs(scaled) < LargestWhole)) return false;
        whole = (long)scaled;
        // Bits, not values: -0.0 is no whole number here.
        return BitConverter.DoubleToInt64Bits(whole / power) == BitConverter.DoubleToInt64Bits(value);
    }

    static void WriteBits(ChunkWriter writer, ReadOnlySpan<double> values, ReadOnlySpan<bool> missing, Span<long> bits)
    {
        for (var i = 0; i < bits.Length; i++) bits[i] = missing[i] ? 0 : BitConverter.DoubleToInt64Bits(values[i]);
        MissingCode.Bridge(bits, missing);
        using var scratch = new Scratch<byte>(bits.Length * sizeof(double));
        var planes = scratch.Span;
        for (var plane = 0; plane < sizeof(double); plane++)
        {
            var target = planes.Slice(plane * bits.Length, bits.Length);
            for (var i = 0; i < target.Length; i++) target[i] = (byte)(bits[i] >> (8 * plane));
        }
        // The low bits of measured numbers are noise; only sign, exponent and the first bits repeat, unless the number was of single precision.
        writer.Compressed(planes);
    }

    /// <param name="reader">Stands where the numbers begin.</param>
    /// <param name="values">At least one; filled.</param>
    public static void Read(ref ChunkReader reader, Span<double> values)
    {
        var missing = new bool[values.Length];
        MissingCode.Read(ref reader, missing);
        var mode = reader.Byte();
        if (mode == Decimals) ReadDecimals(ref reader, values);
        else if (mode == Bits) ReadBits(ref reader, values);
        else throw ChunkReader.Damaged();
        for (var i = 0; i < values.Length; i++)
            if (missing[i]) values[i] = double.NaN;
    }

    static void ReadDecimals(ref ChunkReader reader, Span<double> values)
    {
        var power = reader.Byte();
        if (power >= s_powers.Length) throw ChunkReader.Damaged();
        var wholes = new long[values.Length];
        IntegerCode.Read(ref reader, wholes);
        for (var i = 0; i < values.Length; i++) values[i] = wholes[i] / s_powers[power];
    }

    static void ReadBits(ref ChunkReader reader, Span<double> values)
    {
        var planes = reader.Decompressed((long)values.Length * sizeof(double));
        if (planes.Length != values.Length * sizeof(double)) throw ChunkReader.Damaged();
        Span<byte> word = stackalloc byte[sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            for (var plane = 0; plane < sizeof(double); plane++) word[plane] = planes[(plane * values.Length) + i];
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(word);
        }
    }
}
