using System.Text;

namespace Rondo.Lifecycle.Reports;

/// <summary>Writes <c>report.html</c>, its twin <c>report.json</c>, and <c>card.md</c>.</summary>
public static class ReportFiles
{
    // A curve has a point for each distinct score: the files must not grow with the data.
    const int _mostPoints = 1000;

    /// <summary>Writes them into the folder and gives the path of the page.</summary>
    public static string Write(RunReport report, string folder, ChartScripts? scripts = null)
    {
        Directory.CreateDirectory(folder);
        var all = report.Diagnostics;
        report = report with
        {
            Diagnostics = all with
            {
                Roc = [.. all.Roc.Select(c => c.Thin(_mostPoints))],
                PrecisionRecall = [.. all.PrecisionRecall.Select(c => c.Thin(_mostPoints))],
            },
        };
        var page = Path.Combine(folder, "report.html");
        File.WriteAllText(page, ReportPage.Render(report, scripts ?? ChartScripts.Load()), new UTF8Encoding(false));
        File.WriteAllText(Path.Combine(folder, "report.json"), ReportJson.Write(report), new UTF8Encoding(false));
        File.WriteAllText(Path.Combine(folder, "card.md"), ModelCard.Write(report), new UTF8Encoding(false));
        return page;
    }
}
