using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>A drawing of a table: one Vega-Lite specification, for a page as for SVG.</summary>
/// <param name="Spec">Vega-Lite. Its fields have our names; users' words are titles and values only.</param>
/// <param name="Rows">Rows that the drawing tells of.</param>
/// <param name="Marks">Points, bars, boxes or cells drawn.</param>
/// <param name="Note">What was left out or summed up; null when nothing was.</param>
public sealed record Plot(JsonObject Spec, long Rows, int Marks, string? Note)
{
    public string ToSvg() => SvgChart.Render(Spec);
}
