using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Reports.Profiles;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed class ProfilePageTests
{
    [Fact]
    public void The_page_names_every_column_and_alert()
    {
        var page = ProfilePage.Render(DataProfile.Of(Homes()), "homes", ChartScripts.None);

        foreach (var column in Homes().Schema.Fields) Assert.Contains($">{column.Name}<", page, StringComparison.Ordinal);
        Assert.Contains("constant_column", page, StringComparison.Ordinal);
        Assert.Contains("2022-07-19", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_the_numbers_and_null_for_what_is_undefined()
    {
        var json = JsonNode.Parse(ProfileJson.Of(DataProfile.Of(Homes()), "homes").ToJsonString())!;

        Assert.Equal((200L, 0L), ((long)json["rows"]!, (long)json["duplicate_rows"]!));
        var columns = json["columns"]!.AsArray();
        Assert.Equal(["double", "text", "int64", "date", "boolean", "double"], columns.Select(c => (string)c!["type"]!));
        Assert.Equal(99.5, (double)columns[0]!["mean"]!, 1e-12);
        Assert.Equal(99.5, (double)columns[0]!["quantiles"]!["0.5"]!, 1e-12);
        Assert.Equal(("2022-01-01", "2022-07-19"), ((string?)columns[3]!["first"], (string?)columns[3]!["last"]));
        Assert.Equal(["inf"], columns[5]!["highest"]!.AsArray().Select(v => v!["value"]!).Where(v => v.GetValueKind() == System.Text.Json.JsonValueKind.String).Select(v => (string)v!));
        Assert.Equal(["constant_column", "infinite_values"], json["alerts"]!.AsArray().Select(a => (string)a!["code"]!));
        Assert.Equal(["code", "message", "column", "evidence", "hint"], json["alerts"]![0]!.AsObject().Select(p => p.Key));
        Assert.Null(ProfileJson.Of(DataProfile.Of(Table.Of(("x", new DoubleColumn([1])))), "one")["columns"]![0]!["std"]);
    }

    [Fact]
    public void Hostile_names_and_values_are_text()
    {
        const string hostile = "</script><img src=x onerror=alert(1)>=cmd|' /C calc'!A0";
        var table = Table.Of((hostile, TextColumn.From([hostile, hostile, "b"])), ("x", new DoubleColumn([double.NegativeInfinity, double.NaN, 1])));

        var page = ProfilePage.Render(DataProfile.Of(table), hostile, ChartScripts.None);

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("</script><img", ProfileJson.Of(DataProfile.Of(table), hostile).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_table_of_no_or_one_row_has_a_page(int rows)
    {
        var table = Homes().Take([.. Enumerable.Range(0, rows)]);

        Assert.Contains("profile", ProfilePage.Render(DataProfile.Of(table), "homes", ChartScripts.None), StringComparison.Ordinal);
        Assert.Equal(rows, (long)ProfileJson.Of(DataProfile.Of(table), "homes")["rows"]!);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Ten_thousand_columns_make_a_page_in_bounded_time_and_size()
    {
        var table = Table.Of(Enumerable.Range(0, 10_000).Select(j => ($"c{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, 50).Select(i => (double)(i * j % 13))]))));

        var page = ProfilePage.Render(DataProfile.Of(table), "wide", ChartScripts.None);

        Assert.InRange(page.Length, 1, 3_000_000);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_browser_draws_every_chart_without_a_complaint()
    {
        var name = "<img src=x onerror=console.error(1)>a.b[0]'\"\\";
        var page = ProfileFiles.Write(DataProfile.Of(Homes().With(name, TextColumn.From([.. Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? name : $"v{i % 7}")]))), "homes",
            Path.Combine(AppContext.BaseDirectory, "reports", "profile"));

        var (dom, log) = ReportInBrowserTests.Open(page);

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Contains("data-charts=\"drawn\"", dom, StringComparison.Ordinal);
        // Four tables of correlations and a chart for each of seven columns.
        Assert.Equal(11, dom.Split("<svg").Length - 1);
    }

    internal static Table Homes() => Table.Of(
        ("area", new DoubleColumn([.. Enumerable.Range(0, 200).Select(i => (double)i)])),
        ("kind", TextColumn.From([.. Enumerable.Range(0, 200).Select(i => i % 5 == 0 ? "house" : "flat")])),
        ("rooms", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Repeat(3L, 200)])),
        ("sold", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, 200).Select(i => 18993L + i)])),
        ("new", new IntegerColumn(ColumnType.Boolean, [.. Enumerable.Range(0, 200).Select(i => i % 2L)])),
        ("ratio", new DoubleColumn([.. Enumerable.Range(0, 200).Select(i => i == 9 ? double.PositiveInfinity : i * 7 % 31)])));
}
