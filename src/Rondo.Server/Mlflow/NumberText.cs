using System.Globalization;

namespace Rondo.Server.Mlflow;

/// <summary>Doubles as texts, as protobuf's JSON has them.</summary>
static class NumberText
{
    public static bool TryParse(string? text, out double number)
    {
        number = text switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            _ => 0,
        };
        if (number != 0) return true;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
