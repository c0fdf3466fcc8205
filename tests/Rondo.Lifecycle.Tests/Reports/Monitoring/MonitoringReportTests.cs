using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Reports.Monitoring;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Tests.Reports.Monitoring;

public sealed class MonitoringReportTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_hundred_columns_of_long_names_and_many_values_stay_within_a_million_bytes()
    {
        var scripts = ChartScripts.Load();
        Assert.SkipUnless(scripts.AreThere, "The chart library is not beside the tests.");
        var (before, now) = (Wide(100, shift: 0), Wide(100, shift: 0.5));

        var page = Of(before, now).Render(scripts);

        Assert.InRange(page.Length, 1, MonitoringReport.MostBytes);
        Assert.Contains("rondo-chart", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_thousand_columns_do_so_too_and_the_page_says_what_it_leaves_out()
    {
        var (before, now) = (Wide(2000, shift: 0), Wide(2000, shift: 0.5));

        var page = Of(before, now).Render(ChartScripts.None);

        Assert.InRange(page.Length, 1, MonitoringReport.MostBytes / 2);
        Assert.Contains("that drifted most of 2,000 columns", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_values_are_text_and_no_row_is_told()
    {
        const string hostile = "</script><img src=x onerror=alert(1)>";
        string?[] values = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? hostile : "b")];
        string?[] others = [.. Enumerable.Range(0, 200).Select(i => i % 9 == 0 ? "b" : hostile + "2")];

        var page = Encoding.UTF8.GetString(Of(Table.Of((hostile, TextColumn.From(values))), Table.Of((hostile, TextColumn.From(others)))).Render(ChartScripts.None));

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("1 of 1 columns drifted.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_written_whole_and_a_folder_is_refused()
    {
        var report = Of(Wide(3, 0), Wide(3, 0.5));
        var file = Path.Combine(_folder, "new", "report.html");

        report.Write(file, ChartScripts.None);

        Assert.EndsWith("</html>", File.ReadAllText(file).TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("is_a_folder", Assert.Throws<RondoException>(() => report.Write(_folder, ChartScripts.None)).Mistakes[0].Code);
        Assert.Equal("unwritable_file", Assert.Throws<RondoException>(() => report.Write(Path.Combine(file, "below.html"), ChartScripts.None)).Mistakes[0].Code);
    }

    static MonitoringReport Of(Table before, Table now) => MonitoringReport.Of("now beside before", DriftCheck.Compare(before, now, new DriftOptions()),
        name => ColumnHistogram.Of(ColumnProfile.Of(name, before[name], int.MaxValue), [now[name]]));

    static Table Wide(int columns, double shift)
    {
        var random = new Random(1);
        return Table.Of([.. Enumerable.Range(0, columns).Select(j => (j.ToString(CultureInfo.InvariantCulture) + new string('<', 300), (Column)new DoubleColumn([.. Enumerable.Range(0, 100).Select(_ => random.NextDouble() + shift)])))]);
    }
}
