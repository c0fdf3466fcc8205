using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed class ReportJsonTests
{
    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        foreach (var report in new[] { ExampleReports.Binary(), ExampleReports.Regression(), ExampleReports.Multiclass(), ExampleReports.Searched(), ExampleReports.Clusters(), ExampleReports.WithEveryWord("<\u2028\"") })
        {
            var json = ReportJson.Write(report);

            Assert.Equal(json, ReportJson.Write(ReportJson.Read(json)));
            Assert.Equal(ReportPage.Render(report, ChartScripts.None), ReportPage.Render(ReportJson.Read(json), ChartScripts.None));
        }
    }

    [Fact]
    public void Keys_are_in_snake_case()
    {
        var json = JsonDocument.Parse(ReportJson.Write(ExampleReports.Binary())).RootElement;

        Assert.Equal("delay >= 15", json.GetProperty("target_expression").GetString());
        Assert.Equal(0.61, json.GetProperty("leaderboard")[0].GetProperty("predict_us_per_row").GetDouble());
        Assert.Equal(0.74118, json.GetProperty("leaderboard")[0].GetProperty("test").GetProperty("roc_auc").GetDouble());
        Assert.Equal(3_000_000, json.GetProperty("rows").GetProperty("read").GetInt64());
    }

    [Fact]
    public void An_undefined_number_is_null()
    {
        var json = ReportJson.Write(ExampleReports.Binary() with { Steps = [new("train", double.NaN, false)] });

        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("steps")[0].GetProperty("seconds").ValueKind);
        Assert.True(double.IsNaN(ReportJson.Read(json).Steps[0].Seconds));
    }

    [Fact]
    public void A_metric_without_a_value_says_why()
    {
        var metric = MetricReport.Of("roc_auc", MetricValue.Undefined("only one class is there"));

        var json = JsonDocument.Parse(ReportJson.Write(ExampleReports.Binary() with { Test = [metric] })).RootElement.GetProperty("test")[0];

        Assert.False(json.TryGetProperty("value", out _));
        Assert.Equal("only one class is there", json.GetProperty("reason").GetString());
    }

    [Fact]
    public void Parameters_of_a_part_become_JSON()
    {
        var json = ReportJson.Params(new Dictionary<string, object?>
        {
            ["alpha"] = 0.5,
            ["leaves"] = 31,
            ["shuffled"] = true,
            ["kind"] = DayOfWeek.Monday,
            ["hidden"] = new[] { 32, 16 },
            ["seed"] = null,
        });

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"alpha":0.5,"leaves":31,"shuffled":true,"kind":"monday","hidden":[32,16],"seed":null}"""), json));
    }
}
