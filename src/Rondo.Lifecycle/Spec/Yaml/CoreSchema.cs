using System.Globalization;
using System.Text.RegularExpressions;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>Types of plain scalars by the core schema of YAML 1.2.2, section 10.3.2: yes, no, on and off stay text.</summary>
public static partial class CoreSchema
{
    /// <summary>Null, a bool, a long, a double (also for whole numbers beyond 64 bits) or the text itself.</summary>
    public static object? TypeOf(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => Number(plain) ?? plain,
    };

    /// <summary>The number's one spelling: whole numbers without a point, others as short as they read back.</summary>
    public static string Spell(double value)
    {
        if (double.IsNaN(value)) return ".nan";
        if (double.IsInfinity(value)) return value > 0 ? ".inf" : "-.inf";
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15) return ((long)value).ToString(CultureInfo.InvariantCulture);
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Replace("E+", "e+", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);
    }

    static object? Number(string plain)
    {
        if (plain[0] is not ((>= '0' and <= '9') or '-' or '+' or '.')) return null;
        if (Whole().IsMatch(plain))
        {
            return long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? (object)whole
                : double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        if (Hexadecimal().IsMatch(plain) && plain.Length <= 17)
            return long.Parse(plain.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (Octal().IsMatch(plain) && plain.Length <= 22) return Convert.ToInt64(plain[2..], 8);
        return Decimal().IsMatch(plain) ? double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
