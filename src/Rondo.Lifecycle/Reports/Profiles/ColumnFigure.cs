using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Plots;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Reports.Profiles;

/// <summary>A column's chart, a histogram or its frequent values, and its figures.</summary>
static class ColumnFigure
{
    private const double MillisecondsPerDay = 86_400_000;

    public static void Add(HtmlText html, ColumnProfile column, int number, bool draw)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"column-{number}");
        var caption = $"{column.Type.Word}, {Figures.Count(column.Distinct)} distinct{(column.Missing == 0 ? "" : $", {Figures.Share(column.Missing, column.Rows)} missing")}";
        if (column.Count == 0) html.Add($"""<figure id="{id}"><figcaption><strong class="name">{column.Name}</strong> <span>{column.Type.Word}, no values</span></figcaption></figure>""");
        else ReportPage.AddFigure(html, draw, id, column.Name, caption, Chart(column), () => AddFigures(html, column));
    }

    static System.Text.Json.Nodes.JsonObject Chart(ColumnProfile column)
    {
        if (column.Histogram is not { } histogram)
            return DataCharts.Bars("", "Rows", [.. column.Top.Select((v, i) => (Label(column, i), (double)v.Count))]);
        var unit = column.Type switch { ColumnType.Date => MillisecondsPerDay, ColumnType.Timestamp or ColumnType.TimestampUtc => 1e-3, _ => 1 };
        return DataCharts.Histogram(column.Name, column.Type.IsTemporal, histogram.Counts.Select((rows, i) => (histogram.Edges[i] * unit, histogram.Edges[i + 1] * unit, rows)));
    }

    // Texts that were cut may be alike; an axis would put them on one bar.
    static string Label(ColumnProfile column, int i)
    {
        var value = column.Top[i].Value;
        return column.Top.Take(i).Any(v => v.Value == value) ? string.Create(CultureInfo.InvariantCulture, $"{value} ({i + 1})") : value;
    }

    static void AddFigures(HtmlText html, ColumnProfile column)
    {
        html.Add($"""<table class="slim"><tbody>""");
        if (column.Numbers is { } numbers)
        {
            Add("Mean", Figures.Number(numbers.Mean));
            Add("Standard deviation", Number(numbers.Std));
            foreach (var (share, value) in Engine.Statistics.NumberStatistics.Shares.Zip(numbers.Quantiles)) Add($"Quantile {share.ToString(CultureInfo.InvariantCulture)}", Figures.Number(value));
            Add("Skewness", Number(numbers.Skewness));
            Add("Kurtosis", Number(numbers.Kurtosis));
            Add("Zeros", Figures.Count(column.Zeros ?? 0));
            Add("Negative", Figures.Count(column.Negatives ?? 0));
            Add("Infinite", Figures.Count(column.Infinite ?? 0));
        }
        if (column.Lengths is { } lengths) Add("Characters", $"{Figures.Count(lengths.Min)} to {Figures.Count(lengths.Max)}, {Figures.Number(lengths.Mean)} in the mean");
        if (column.Lowest.Length > 0) Add("Smallest", string.Join(", ", column.Lowest.Select(v => v.Value)));
        if (column.Highest.Length > 0) Add("Largest", string.Join(", ", column.Highest.Select(v => v.Value)));
        foreach (var value in column.Top) Add(value.Value, $"{Figures.Count(value.Count)} ({Figures.Share(value.Count, column.Count)})");
        html.Add($"</tbody></table>");

        void Add(string name, string value) => html.Add($"""<tr><th scope="row" class="name">{name}</th><td class="n">{value}</td></tr>""");
    }

    static string Number(double? value) => value is { } number ? Figures.Number(number) : Figures.Undefined;
}
