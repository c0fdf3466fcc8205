using System.Globalization;
using System.Xml.Linq;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Plots;

namespace Rondo.Lifecycle.Tests.Plots;

public sealed class PlotTests
{
    static readonly double[] _x = [3, 1, 4, 1.5, 9.26, double.NaN, 5, 35, 8, 9];
    static readonly double[] _y = [2.7, -18, 2.8, 18, 28, 4, double.PositiveInfinity, 5.9, 0.45, 23];

    [Fact]
    public void The_points_of_a_scatter_are_the_rows_of_the_data()
    {
        var plot = PlotBuilder.Build(Numbers(), new PlotRequest("scatter", "x", "y"));

        var circles = Marks(plot, "point").ToArray();
        int[] rows = [.. Enumerable.Range(0, _x.Length).Where(i => double.IsFinite(_x[i]) && double.IsFinite(_y[i]))];
        Assert.Equal((8, 8, 8L), (circles.Length, plot.Marks, plot.Rows));
        AssertAffine([.. rows.Select(i => _x[i])], [.. circles.Select(c => Number(c, "cx"))], rises: true);
        AssertAffine([.. rows.Select(i => _y[i])], [.. circles.Select(c => Number(c, "cy"))], rises: false);
        Assert.Equal("2 rows without a value are left out.", plot.Note);
    }

    [Fact]
    public void The_specification_has_the_same_points()
    {
        var spec = PlotBuilder.Build(Numbers(), new PlotRequest("scatter", "x", "y")).Spec;

        var values = spec["data"]!["values"]!.AsArray();
        Assert.Equal(8, values.Count);
        Assert.Equal((9.26, 28.0), ((double)values[4]!["x"]!, (double)values[4]!["y"]!));
    }

    [Fact]
    public void Of_many_rows_a_sample_is_drawn_which_is_always_the_same_and_said()
    {
        var table = Table.Of(("x", new DoubleColumn([.. Enumerable.Range(0, 20_000).Select(i => (double)i)])), ("y", new DoubleColumn([.. Enumerable.Range(0, 20_000).Select(i => i * 1.5)])));

        var (one, two) = (PlotBuilder.Build(table, new PlotRequest("scatter", "x", "y")), PlotBuilder.Build(table, new PlotRequest("scatter", "x", "y")));

        Assert.Equal(5000, Marks(one, "point").Count());
        Assert.Equal(one.ToSvg(), two.ToSvg());
        Assert.Contains("5,000 of 20,000 rows", one.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bars_of_a_histogram_stand_for_all_rows()
    {
        var plot = PlotBuilder.Build(Numbers(), new PlotRequest("histogram", "x"));

        var bars = Marks(plot, "bar").ToArray();
        var heights = bars.Select(b => Number(b, "height")).ToArray();
        var one = heights.Where(h => h > 0).Min();
        Assert.Equal(30, bars.Length);
        Assert.Equal(9, heights.Sum(h => Math.Round(h / one)));
    }

    [Fact]
    public void The_bars_of_categories_have_their_counts_or_means()
    {
        var table = Table.Of(("kind", TextColumn.From(["b", "a", "b", null, "b", "a"])), ("size", new DoubleColumn([1, 2, 3, 4, 5, 7])));

        var counts = Marks(PlotBuilder.Build(table, new PlotRequest("bar", "kind")), "bar").Select(b => Number(b, "width")).ToArray();
        var means = Marks(PlotBuilder.Build(table, new PlotRequest("bar", "kind", "size")), "bar").Select(b => Number(b, "width")).ToArray();

        Assert.Equal(3.0 / 2, counts[0] / counts[1], 1e-4);
        Assert.Equal(3.0 / 4.5, means[0] / means[1], 1e-4);
    }

    [Fact]
    public void A_box_shows_quartiles_whiskers_and_what_lies_beyond()
    {
        var table = Table.Of(("v", new DoubleColumn([1, 2, 3, 4, 5, 6, 7, 8, 100])));

        var plot = PlotBuilder.Build(table, new PlotRequest("box", "v"));

        var (whisker, box, median, outlier) = (Assert.Single(Marks(plot, "rule")), Assert.Single(Marks(plot, "bar")), Assert.Single(Marks(plot, "tick")), Assert.Single(Marks(plot, "point")));
        AssertAffine([1, 3, 5, 7, 8, 100],
            [Number(whisker, "x1"), Number(box, "x"), Number(median, "x1"), Number(box, "x") + Number(box, "width"), Number(whisker, "x2"), Number(outlier, "cx")], rises: true);
    }

    [Fact]
    public void A_line_goes_in_order_through_the_means_of_equal_x()
    {
        var table = Table.Of(("x", new IntegerColumn(ColumnType.Date, [30, 10, 20, 20])), ("y", new DoubleColumn([3, 1, 2, 4])));

        var plot = PlotBuilder.Build(table, new PlotRequest("line", "x", "y"));

        var points = Assert.Single(Marks(plot, "line")).Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        AssertAffine([10, 20, 30], [.. points.Select(p => p[0])], rises: true);
        AssertAffine([1, 3, 3], [.. points.Select(p => p[1])], rises: false);
    }

    [Fact]
    public void A_heatmap_has_a_cell_for_each_pair()
    {
        var plot = PlotBuilder.Build(Numbers().With("z", new DoubleColumn([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), new PlotRequest("heatmap", null));

        Assert.Equal(9, Marks(plot, "rect").Count());
        Assert.Equal(9, plot.Marks);
    }

    [Fact]
    public void Colours_tell_categories_apart_and_names_are_text()
    {
        const string hostile = "<script>alert(1)</script>&\"'\u0001";
        var table = Table.Of((hostile, new DoubleColumn([1, 2, 3])), ("y", new DoubleColumn([1, 2, 3])), ("of", TextColumn.From([hostile, "b", hostile])));

        var svg = PlotBuilder.Build(table, new PlotRequest("scatter", hostile, "y", "of")).ToSvg();

        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Equal(["#009e73", "#2b5fd9", "#d55e00"], XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "circle").Select(c => c.Attribute("fill")!.Value).Append("#009e73").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("pie", "x", null, null, "unknown_plot")]
    [InlineData("scater", "x", "y", null, "unknown_plot")]
    [InlineData("scatter", "x", "z", null, "unknown_column")]
    [InlineData("scatter", "x", null, null, "bad_arguments")]
    [InlineData("histogram", null, null, null, "bad_arguments")]
    [InlineData("heatmap", "x", null, null, "bad_arguments")]
    [InlineData("histogram", "t", null, null, "wrong_column_type")]
    [InlineData("scatter", "x", "t", null, "wrong_column_type")]
    [InlineData("bar", "t", null, "x", "bad_arguments")]
    [InlineData("histogram", "none", null, null, "nothing_to_draw")]
    [InlineData("line", "x", "none", null, "nothing_to_draw")]
    public void What_cannot_be_drawn_is_said(string kind, string? x, string? y, string? color, string code)
    {
        double[] nothing = [.. Enumerable.Repeat(double.NaN, _x.Length)];
        var table = Numbers().With("t", TextColumn.From([.. _x.Select(v => $"{v}")])).With("none", new DoubleColumn(nothing));

        Assert.Equal(code, Assert.Throws<RondoException>(() => PlotBuilder.Build(table, new PlotRequest(kind, x, y, color))).Mistakes[0].Code);
    }

    [Theory]
    [InlineData(1e308, -1e308)]
    [InlineData(1e-320, 2e-320)]
    [InlineData(5, 5)]
    [InlineData(1e18, 1e18)]
    public void The_strangest_numbers_are_drawn_within_the_picture(double low, double high)
    {
        var table = Table.Of(("x", new DoubleColumn([low, high])), ("day", new IntegerColumn(ColumnType.Timestamp, [long.MaxValue, long.MinValue])));

        foreach (var request in (PlotRequest[])[new("scatter", "x", "x"), new("histogram", "x"), new("box", "x"), new("line", "day", "x"), new("histogram", "day")])
        {
            var svg = PlotBuilder.Build(table, request).ToSvg();
            Assert.NotNull(XDocument.Parse(svg).Root);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        }
    }

    static Table Numbers() => Table.Of(("x", new DoubleColumn(_x)), ("y", new DoubleColumn(_y)));

    static IEnumerable<XElement> Marks(Plot plot, string kind) =>
        XDocument.Parse(plot.ToSvg()).Root!.Elements().Where(g => g.Attribute("class")?.Value == kind).SelectMany(g => g.Elements());

    static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Places are a + b times the values, so the picture has them as they are.</summary>
    static void AssertAffine(double[] values, double[] places, bool rises)
    {
        Assert.Equal(values.Length, places.Length);
        var (low, high) = (Array.IndexOf(values, values.Min()), Array.IndexOf(values, values.Max()));
        var slope = (places[high] - places[low]) / (values[high] - values[low]);
        Assert.Equal(rises, slope > 0);
        for (var i = 0; i < values.Length; i++) Assert.Equal(places[low] + slope * (values[i] - values[low]), places[i], 1e-4);
    }
}
