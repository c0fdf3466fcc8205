using System.Diagnostics;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

/// <summary>Opens reports in a real browser: the page's own policy lets its charts be drawn, and nothing else.</summary>
[Trait("Category", "Slow")]
public sealed class ReportInBrowserTests
{
    [Theory]
    [InlineData("binary", 7)]
    [InlineData("searched", 13)]
    [InlineData("clusters", 1)]
    [InlineData("regression", 4)]
    [InlineData("multiclass", 5)]
    public void Every_chart_is_drawn_without_a_complaint(string kind, int charts)
    {
        var report = kind switch
        {
            "binary" => ExampleReports.Binary(),
            "searched" => ExampleReports.Searched(),
            "clusters" => ExampleReports.Clusters(),
            "regression" => ExampleReports.Regression(),
            _ => ExampleReports.Multiclass(),
        };

        var (dom, log) = Open(report, kind);

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Contains("data-charts=\"drawn\"", dom, StringComparison.Ordinal);
        Assert.Equal(charts, dom.Split("<svg").Length - 1);
    }

    [Fact]
    public void Hostile_names_are_drawn_as_text()
    {
        var (dom, log) = Open(ExampleReports.WithEveryWord("<img src=x onerror=console.error(1)>a.b[0]'\"\\"), "hostile");

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Equal(12, dom.Split("<svg").Length - 1);
    }

    // Left there for a person to look at.
    static (string Dom, string Log) Open(RunReport report, string name) => Open(ReportFiles.Write(report, Path.Combine(AppContext.BaseDirectory, "reports", name)));

    /// <summary>The page's elements after its scripts have run, and what the browser had to say.</summary>
    internal static (string Dom, string Log) Open(string page)
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome"];
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(n => Path.Combine(folder, n))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "Chromium is not installed here.");

        var profile = Directory.CreateTempSubdirectory("rondo-browser-");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(browser!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", $"--user-data-dir={profile.FullName}", "--enable-logging=stderr", "--virtual-time-budget=10000", "--window-size=1200,3000",
                "--dump-dom", new Uri(page).AbsoluteUri,
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var log = process.StandardError.ReadToEndAsync();
            var dom = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail("Chromium did not end.");
            }
            return (dom.Result, log.Result);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
