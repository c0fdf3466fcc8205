using System.Text;
using System.Xml.Linq;

namespace Rondo.EndToEndTests;

public sealed class ProfileTests
{
    [Fact]
    public void A_profile_is_printed_and_written_as_a_page_and_json()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());

        var ended = rondo.Run("profile", "homes.csv", "--target", "price", "--out", "shown");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("600 rows, 6 columns", ended.Out, StringComparison.Ordinal);
        Assert.Contains("missing_values", ended.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(rondo.Folder, "shown", "profile.html")));
        var printed = rondo.Run("profile", "homes.csv", "--target", "price", "--output", "json").Json;
        Assert.Equal(["area", "rooms", "kind", "age", "sold", "price"], printed.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.True(File.Exists(Path.Combine(rondo.Folder, ".rondo", "profiles", "homes", "profile.json")));
    }

    [Fact]
    public void A_lifecycle_file_names_its_data_and_target()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price"));

        Assert.Equal(600, rondo.Run("profile", ".", "--output", "json").Json.GetProperty("rows").GetInt64());
        Assert.Equal("unknown_column", rondo.Run("profile", "homes.csv", "--target", "prize", "--output", "json").Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public void A_plot_is_an_svg_with_a_point_for_each_row()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());

        var ended = rondo.Run("plot", "scatter", "homes.csv", "area", "price", "--color", "kind", "--out", "area.svg", "--output", "json");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal(600, ended.Json.GetProperty("marks").GetInt32());
        Assert.Equal(600, XDocument.Load(Path.Combine(rondo.Folder, "area.svg")).Descendants().Count(e => e.Name.LocalName == "circle"));
        Assert.Equal(2, rondo.Run("plot", "pie", "homes.csv", "area").Code);
        Assert.Equal(2, rondo.Run("plot", "scatter", "homes.csv", "aera", "price").Code);
    }

    [Fact]
    public void A_hundred_thousand_columns_are_refused_by_name_in_time()
    {
        using var rondo = new RondoProcess();
        var text = new StringBuilder().AppendJoin(',', Enumerable.Range(0, 100_000).Select(j => $"c{j}")).Append('\n').AppendJoin(',', Enumerable.Repeat("1", 100_000)).Append('\n');
        rondo.Write("wide.csv", text.ToString());

        var ended = rondo.Run("profile", "wide.csv", "--output", "json");

        Assert.Equal(2, ended.Code);
        Assert.Contains("max_columns", ended.Out, StringComparison.Ordinal);
    }
}
