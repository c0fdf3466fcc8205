using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>Sizes as people write them: 500, 16MB, 1.5GiB.</summary>
public static class ByteCount
{
    static readonly (string Unit, long Bytes)[] _units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1),
    ];

    /// <exception cref="RondoException">It is no size above 0.</exception>
    public static long Parse(string text, string option)
    {
        var number = text.Trim();
        var factor = 1L;
        foreach (var (unit, bytes) in _units)
        {
            if (!number.EndsWith(unit, StringComparison.Ordinal)) continue;
            (number, factor) = (number[..^unit.Length].TrimEnd(), bytes);
            break;
        }
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * factor is >= 1 and < long.MaxValue
            ? (long)(count * factor)
            : throw new RondoException("bad_arguments", $"{option} takes a size such as 16MB or 1GiB; found '{text}'.");
    }
}
