using System.Globalization;
using Rondo.Lifecycle.Reports;

namespace Rondo.Server.Pages.Runs;

/// <summary>Metrics as programs log them: infinities and undefined values have words.</summary>
static class MetricText
{
    public static string Of(string metric, double? value) => value switch
    {
        null or double.NaN => Figures.Undefined,
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        { } number => Figures.Metric(metric, number),
    };

    /// <summary>A parameter that is a number, as one.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
