using System.Text.Json;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed partial class ReportPageTests
{
    const string _hostile = "<img src=x onerror=alert(1)></script><!--\u2028\"'&`${x}";

    [Fact]
    public void The_verdict_says_in_one_sentence_what_was_reached()
    {
        var page = ReportPage.Render(ExampleReports.Binary(), ChartScripts.None);

        Assert.Contains("gradient_boosting predicts late with ROC-AUC 0.741 (0.739 to 0.743), one_rule baseline 0.641; all 2 success criteria met.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missed_criterion_is_named_in_the_verdict()
    {
        var page = ReportPage.Render(ExampleReports.Regression(), ChartScripts.None);

        Assert.Contains("RMSE 48,211 (47,020 to 49,402), constant baseline 116,402; success criterion missed: RMSE 48,211, asked at most 45,000.", page, StringComparison.Ordinal);
        Assert.Contains("badge bad\">Missed", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_does_not_beat_the_baseline_is_flagged()
    {
        var report = ExampleReports.Binary() with { Test = [new("roc_auc", 0.6402)] };

        var page = ReportPage.Render(report, ChartScripts.None);

        Assert.Contains("badge bad\">No better than the baseline", page, StringComparison.Ordinal);
        Assert.Contains("one_rule baseline 0.641 (not beaten)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_user_can_name_stays_text()
    {
        var page = ReportPage.Render(ExampleReports.WithEveryWord(_hostile), ChartScripts.Load());

        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        // What is left of script elements is what the page itself wrote: each opening has its own end.
        var markup = page.Replace("<!DOCTYPE", "", StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", markup, StringComparison.Ordinal);
        Assert.Equal(Count(page, "<script"), Count(page, "</script>"));
        Assert.DoesNotContain("\u2028", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_keep_hostile_words_as_values_under_fields_of_our_own()
    {
        var page = ReportPage.Render(ExampleReports.WithEveryWord(_hostile), ChartScripts.Load());

        var specs = Specs().Matches(page).Select(m => JsonDocument.Parse(m.Groups[1].Value).RootElement).ToArray();

        Assert.Equal(6, specs.Length);
        Assert.All(specs.SelectMany(Fields), f => Assert.Matches("^[a-z0-9]+$", f));
        Assert.Contains(specs, s => s.GetRawText().Contains("\\u003Cimg src=x onerror=alert(1)\\u003E", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_chart_library_the_tables_stand_alone_and_say_so()
    {
        var page = ReportPage.Render(ExampleReports.Binary(), ChartScripts.Load(Path.Combine(AppContext.BaseDirectory, "nowhere")));

        Assert.Contains("tables and no charts", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart=", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\" class=\"name\">hour</th>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">388,120</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_small_and_names_no_host_to_fetch_from()
    {
        var page = ReportPage.Render(ExampleReports.Binary(), ChartScripts.Load());

        Assert.InRange(page.Length, 100_000, 1_000_000);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_with_nothing_but_what_it_must_have_renders()
    {
        var report = new RunReport
        {
            Run = "r",
            Name = "n",
            Started = DateTimeOffset.UnixEpoch,
            Task = "regression",
            Target = "y",
            Metric = "rmse",
            Best = "constant",
            Rows = new(0, 0),
        };

        var page = ReportPage.Render(report, ChartScripts.None);

        Assert.Contains("constant predicts y; no success criterion was set.", page, StringComparison.Ordinal);
        Assert.Contains("1970-01-01T00:00:00Z", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Undefined_numbers_are_dashes_and_times_are_UTC()
    {
        var report = ExampleReports.Binary() with { Test = [new("roc_auc", double.NaN)], Success = [new("roc_auc", 0.7, null, false)] };

        var page = ReportPage.Render(report, ChartScripts.None);

        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Contains("2026-01-01T10:00:00Z", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_report_is_the_same_page() =>
        Assert.Equal(ReportPage.Render(ExampleReports.Binary(), ChartScripts.Load()), ReportPage.Render(ExampleReports.Binary(), ChartScripts.Load()));

    static int Count(string text, string word) => text.Split(word).Length - 1;

    static IEnumerable<string> Fields(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p.Name == "field" && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : p.Name == "values" ? [] : Fields(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    [GeneratedRegex("<script type=\"application/json\"[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Specs();
}
