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

        Assert.Equal(12, specs.Length);
        Assert.All(specs.SelectMany(Fields), f => Assert.Matches("^[a-z0-9]+$", f));
        Assert.Contains(specs, s => s.GetRawText().Contains("\\u003Cimg src=x onerror=alert(1)\\u003E", StringComparison.Ordinal));
    }

    [Fact]
    public void A_search_shows_its_trials_and_how_to_repeat_them()
    {
        var page = ReportPage.Render(ExampleReports.Searched(), ChartScripts.None);

        Assert.Contains("bayesian search, 31 trials: 26 completed, 4 pruned, 1 failed.", page, StringComparison.Ordinal);
        Assert.Contains("replay: [0, 1, 2, 4]</code>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>0.7381 ± 0.0042</strong>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">62.0%</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">71.0%</td>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#search\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judgement_shows_what_is_known_besides_scores()
    {
        var page = ReportPage.Render(ExampleReports.Searched(), ChartScripts.None);

        Assert.Contains("falls from 0.0712 to 0.0093", page, StringComparison.Ordinal);
        Assert.Contains("from a probability of 0.231 on, the cheapest. A test row costs 3.118 on the mean; with 0.5 it would be 4.902.", page, StringComparison.Ordinal);
        Assert.Contains("badge warn\">overfitted", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">&lt;0.001</td>", page, StringComparison.Ordinal);
        Assert.Contains("is 78.2% of the best group's; asked for at least 80.0%", Decoded(page), StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0.4121</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_found_out_has_no_section()
    {
        var page = ReportPage.Render(ExampleReports.Binary(), ChartScripts.Load());

        Assert.DoesNotContain("#search", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"judgement\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"gain\"", ReportPage.Render(ExampleReports.Regression(), ChartScripts.None), StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_trials_and_slices_make_no_larger_page()
    {
        var report = ExampleReports.Searched();
        var many = report with
        {
            Search = report.Search! with { Trials = [.. Enumerable.Range(0, 50_000).Select(i => new TrialRow(i, "ridge", [], "completed", i / 50_000.0, 1))] },
            Judgement = report.Judgement with { Slices = [.. Enumerable.Range(0, 5_000).Select(i => new SliceReport($"city = {i}", 10, 0.5))] },
        };

        var page = ReportPage.Render(many, ChartScripts.Load());

        Assert.InRange(page.Length, 100_000, 1_500_000);
        Assert.Contains("The best 100 of 50,000 trials", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Lift_follows_from_rates_and_the_share_of_the_class()
    {
        // Of 10 rows 2 have the class, and the two most likely ones are those.
        var report = ExampleReports.Binary() with
        {
            Diagnostics = new() { Roc = [new(null, [new(0, 0), new(0, 1, 0.9), new(1, 1, 0.1)])], PrecisionRecall = [new(null, [new(0.5, 1), new(1, 1)], 1, 0.2)] },
        };

        var page = ReportPage.Render(report, ChartScripts.None);

        Assert.Contains("<td class=\"n\">10.0%</td><td class=\"n\">50.0%</td><td class=\"n\">5.000</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">40.0%</td><td class=\"n\">100.0%</td><td class=\"n\">2.500</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Clusters_are_put_and_not_predicted()
    {
        var page = ReportPage.Render(ExampleReports.Clusters(), ChartScripts.None);

        Assert.Contains("k_means puts rows into 4 clusters with Silhouette 0.550; no success criterion was set.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>Target</dt>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Baselines", page, StringComparison.Ordinal);
        Assert.DoesNotContain("predicts", page, StringComparison.Ordinal);
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

    static string Decoded(string page) => System.Net.WebUtility.HtmlDecode(page);

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
