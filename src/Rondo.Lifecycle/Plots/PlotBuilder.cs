using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Plots;

/// <summary>Draws columns of a table.</summary>
public static class PlotBuilder
{
    private const int Bins = 30;
    private const int MostColors = 7;
    private const int MostOutliers = 100;

    /// <exception cref="RondoException">An unknown kind or column, a column that does not fit, or nothing to draw.</exception>
    public static Plot Build(Table table, PlotRequest request, CancellationToken cancellation = default)
    {
        if (table.RowCount == 0) throw new RondoException("no_rows", "The data have no rows to draw.");
        return request.Kind switch
        {
            "scatter" => Points(table, request, Needed(request.X, request), Needed(request.Y, request)),
            "line" => Line(table, request, Needed(request.X, request), Needed(request.Y, request)),
            "histogram" => Histogram(table, Needed(request.X, request), request),
            "bar" => Bars(table, Needed(request.X, request), request),
            "box" => Boxes(table, Needed(request.X, request), request),
            "heatmap" => Heatmap(table, request, cancellation),
            _ => throw new RondoException("unknown_plot", $"There is no plot named '{request.Kind}'.", Spelling.DidYouMean(request.Kind, PlotRequest.Kinds) ?? $"Known: {string.Join(", ", PlotRequest.Kinds)}."),
        };
    }

    static string Needed(string? column, PlotRequest request) => column
        ?? throw new RondoException("bad_arguments", $"A {request.Kind} needs {(request.Kind is "scatter" or "line" ? "two columns" : "a column")}.", $"Write: rondo plot {request.Kind} DATA X{(request.Kind is "scatter" or "line" ? " Y" : "")}.");

    static Plot Points(Table table, PlotRequest request, string xName, string yName)
    {
        var (x, y) = (PlotColumn.Of(table, xName), PlotColumn.OfNumbers(table, yName, "The y axis of a scatter"));
        var color = request.Color is { } name ? PlotColumn.Of(table, name, asCategory: table.Schema.Contains(name) && PlotColumn.IsFewValued(table[name], MostColors)) : null;
        var there = RowsOf(table, request, x, y, color);
        int[] drawn = [.. new CounterRandom(42, "plot").Sample(there.Length, request.MostPoints).Select(i => there[i])];
        var values = drawn.Select(row => DataCharts.Row([("x", x.Value(row)), ("y", y.Number(row)), .. color is null ? [] : new[] { ("of", (object?)color.Value(row)) }]));
        var spec = DataCharts.Of($"{yName} by {xName}", 400, """{"layer": [{"mark": {"type": "point", "filled": true, "size": 20, "opacity": 0.5, "color": "var(--c1)"}, "encoding": {}}]}""", [.. values]);
        Encode(spec, x, y, color);
        return new Plot(spec, there.Length, drawn.Length, Told(spec, table.RowCount, there.Length, drawn.Length));
    }

    /// <summary>Through the mean of the rows that share their x.</summary>
    static Plot Line(Table table, PlotRequest request, string xName, string yName)
    {
        var (x, y) = (PlotColumn.OfNumbers(table, xName, "The x axis of a line"), PlotColumn.OfNumbers(table, yName, "The y axis of a line"));
        var color = request.Color is { } name ? PlotColumn.Of(table, name, asCategory: true) : null;
        var there = RowsOf(table, request, x, y, color);
        var points = there.GroupBy(row => (Of: color?.Label(row) ?? "", X: x.Number(row))).Select(g => (g.Key.Of, g.Key.X, Y: Moments.Mean([.. g.Select(y.Number)]))).OrderBy(p => p.X).ToArray();
        var drawn = new CounterRandom(42, "plot").Sample(points.Length, request.MostPoints);
        var values = drawn.Select(i => DataCharts.Row([("x", points[i].X), ("y", points[i].Y), .. color is null ? [] : new[] { ("of", (object?)points[i].Of) }]));
        var spec = DataCharts.Of($"{yName} by {xName}", 400, """{"layer": [{"mark": {"type": "line", "strokeWidth": 1.5, "color": "var(--c1)"}, "encoding": {}}]}""", [.. values]);
        Encode(spec, x, y, color);
        var told = Told(spec, table.RowCount, there.Length, there.Length);
        if (points.Length < there.Length) told = Noted(spec, $"{told} The line goes through the mean of the rows that share their {xName}.".TrimStart());
        if (drawn.Length < points.Length) told = Noted(spec, string.Create(CultureInfo.InvariantCulture, $"{told} {drawn.Length:N0} of {points.Length:N0} points are drawn, a random sample that is always the same.").TrimStart());
        return new Plot(spec, there.Length, drawn.Length, told);
    }

    static int[] RowsOf(Table table, PlotRequest request, PlotColumn x, PlotColumn y, PlotColumn? color)
    {
        int[] there = [.. Enumerable.Range(0, table.RowCount).Where(row => x.Has(row) && y.Has(row) && color?.Has(row) != false)];
        return there.Length > 0 ? there
            : throw new RondoException("nothing_to_draw", $"No row has a value of {string.Join(" and ", new[] { request.X, request.Y, request.Color }.OfType<string>().Select(c => $"'{c}'"))}.");
    }

    static void Encode(JsonObject spec, PlotColumn x, PlotColumn y, PlotColumn? color)
    {
        var encoding = spec["layer"]![0]!["encoding"]!.AsObject();
        encoding["x"] = Axis("x", x);
        encoding["y"] = Axis("y", y);
        if (color is not null) encoding["color"] = Color(color);
    }

    static JsonObject Axis(string field, PlotColumn column)
    {
        var axis = DataCharts.Row(("field", field), ("type", column.Type), ("title", column.Name));
        if (column.IsCategory) axis["axis"] = new JsonObject { ["labelAngle"] = -45 };
        else axis["scale"] = column.IsTime ? new JsonObject { ["type"] = "utc", ["nice"] = false } : new JsonObject { ["zero"] = false, ["nice"] = true };
        return axis;
    }

    static JsonObject Color(PlotColumn column)
    {
        var color = DataCharts.Row(("field", "of"), ("type", column.Type), ("title", column.Name));
        if (!column.IsCategory) color["scale"] = new JsonObject { ["range"] = new JsonArray("#c6d7f7", "#12307a") };
        return color;
    }

    static Plot Histogram(Table table, string name, PlotRequest request)
    {
        var column = PlotColumn.OfNumbers(table, name, "A histogram");
        RefuseColor(request);
        double[] values = [.. Enumerable.Range(0, column.Rows).Where(column.Has).Select(column.Number)];
        if (ValueHistogram.Of(SortedColumn.Of(new DoubleColumn(values)), Bins) is not { } histogram) throw new RondoException("nothing_to_draw", $"No row has a value of '{name}'.");
        var bins = histogram.Counts.Select((rows, i) => (histogram.Edges[i], histogram.Edges[i + 1], rows));
        var spec = DataCharts.Histogram(name, column.IsTime, bins);
        return new Plot(spec, values.Length, Bins, Told(spec, table.RowCount, values.Length, values.Length));
    }

    static Plot Bars(Table table, string name, PlotRequest request)
    {
        RefuseColor(request);
        var categories = PlotColumn.Of(table, name, asCategory: true);
        var numbers = request.Y is { } y ? PlotColumn.OfNumbers(table, y, "The height of bars") : null;
        int[] there = [.. Enumerable.Range(0, table.RowCount).Where(row => categories.Has(row) && numbers?.Has(row) != false)];
        if (there.Length == 0) throw new RondoException("nothing_to_draw", "No row has the values to draw.");
        var groups = there.GroupBy(categories.Label, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
        (string, double)[] bars = [.. groups.Select(g => (g.Key, numbers is null ? g.Count() : Moments.Mean([.. g.Select(numbers.Number)])))];
        var spec = DataCharts.Bars(name, numbers is null ? "Rows" : $"Mean of {numbers.Name}", bars);
        return new Plot(spec, there.Length, bars.Length, Told(spec, table.RowCount, there.Length, there.Length));
    }

    static Plot Boxes(Table table, string name, PlotRequest request)
    {
        RefuseColor(request);
        var numbers = PlotColumn.OfNumbers(table, request.Y ?? name, "A box");
        var categories = request.Y is null ? null : PlotColumn.Of(table, name, asCategory: true);
        int[] there = [.. Enumerable.Range(0, table.RowCount).Where(row => numbers.Has(row) && categories?.Has(row) != false)];
        if (there.Length == 0) throw new RondoException("nothing_to_draw", "No row has the values to draw.");
        var groups = there.GroupBy(row => categories?.Label(row) ?? name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        BoxSummary[] boxes = [.. groups.Select(g => BoxSummary.Of(g.Key, [.. g.Select(numbers.Number)], MostOutliers))];
        var spec = BoxSummary.Chart(categories is null ? "" : name, numbers.Name, boxes);
        var told = Told(spec, table.RowCount, there.Length, there.Length);
        var more = boxes.Any(b => b.MoreOutliers > 0) ? string.Create(CultureInfo.InvariantCulture, $"The {MostOutliers} farthest outliers of each box are drawn.") : null;
        return new Plot(spec, there.Length, boxes.Length, more is null ? told : Noted(spec, told is null ? more : $"{told} {more}"));
    }

    static Plot Heatmap(Table table, PlotRequest request, CancellationToken cancellation)
    {
        if (request.X is not null) throw new RondoException("bad_arguments", "A heatmap shows the correlations of all columns of numbers; it takes no column.", "Write: rondo plot heatmap DATA.");
        var pearson = DataProfile.Of(table, new ProfileOptions { WithRanks = false, WithDuplicates = false, Threads = Environment.ProcessorCount }, cancellation).Associations.Pearson;
        if (pearson.IsEmpty) throw new RondoException("nothing_to_draw", "The data have no columns of numbers that vary.");
        var spec = DataCharts.Heatmap("Pearson's correlation", pearson.Rows, pearson.Columns, (i, j) => pearson[i, j]);
        return new Plot(spec, table.RowCount, pearson.Values.Count(v => v is not null), null);
    }

    static void RefuseColor(PlotRequest request)
    {
        if (request.Color is not null) throw new RondoException("bad_arguments", $"A {request.Kind} takes no --color.", "Colours tell points and lines apart: scatter, line.");
    }

    /// <summary>Says under the title what is not drawn.</summary>
    static string? Told(JsonObject spec, int rows, int there, int drawn)
    {
        var sentences = new List<string>();
        if (there < rows) sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{rows - there:N0} rows without a value are left out."));
        if (drawn < there) sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{drawn:N0} of {there:N0} rows are drawn, a random sample that is always the same."));
        return sentences.Count == 0 ? null : Noted(spec, string.Join(' ', sentences));
    }

    static string Noted(JsonObject spec, string note)
    {
        spec["title"] = new JsonObject { ["text"] = (string?)spec["description"], ["subtitle"] = note, ["anchor"] = "start" };
        return note;
    }
}
