using Rondo.Lifecycle.Reports.Profiles;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Reports;

/// <summary>Parts of the reports as HTML for pages that have a frame of their own. Texts of users are encoded; charts are elements named rondo-chart.</summary>
public static class ReportSections
{
    /// <summary>Whether the model can be trusted: gates, candidates and folds, test results, slices, what changed, leaks.</summary>
    public static string Evaluation(RunReport report)
    {
        var html = new HtmlText();
        ProblemSection.Add(html, report);
        TestSection.Add(html, report, draw: true);
        ModelsSection.Add(html, report, draw: true);
        SearchSection.Add(html, report, draw: true);
        JudgementSection.Add(html, report, draw: true);
        ComparisonSection.Add(html, report.Comparison);
        DataSection.Add(html, report);
        LeakageSection.Add(html, report);
        return html.ToString();
    }

    /// <summary>What differs between two versions.</summary>
    public static string Comparison(ComparisonReport comparison)
    {
        var html = new HtmlText();
        ComparisonSection.Add(html, comparison);
        return html.ToString();
    }

    /// <summary>How the columns of a profile go together.</summary>
    public static string Correlations(DataProfile profile)
    {
        var html = new HtmlText();
        ProfilePage.AddAssociations(html, profile.Associations, draw: true);
        return html.ToString();
    }

    /// <summary>A column of a profile with its chart and its figures.</summary>
    public static string Column(ColumnProfile column, int number)
    {
        var html = new HtmlText();
        ColumnFigure.Add(html, column, number, draw: true);
        return html.ToString();
    }
}
