using System.Globalization;
using Rondo.Observe.Drift;

namespace Rondo.Lifecycle.Reports.Monitoring;

/// <summary>What a comparison found, in the words that pages and reports share.</summary>
public static class DriftText
{
    public static string Word(ColumnDrift column) => column.IsAlert ? "drifted" : column.IsSignificant ? "negligible" : "steady";

    /// <summary>bad, warn or nothing, as badges are coloured.</summary>
    public static string Kind(ColumnDrift column) => column.IsAlert ? "bad" : column.IsSignificant ? "warn" : "";

    public static string Effect(ColumnDrift column) => column.Effect?.ToString("0.000", CultureInfo.InvariantCulture) ?? Figures.Undefined;

    public static string P(double? value) => value switch
    {
        null => Figures.Undefined,
        < 0.0001 => "< 0.0001",
        { } p => p.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>Long names and notes would make a page large whatever is in them.</summary>
    public static string Short(string? text, int most = 120) => text is null ? "" : text.Length <= most ? text : text[..(most - 1)] + "…";
}
