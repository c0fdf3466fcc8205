using System.Collections.Immutable;
using System.Text;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Reports.Monitoring;

/// <summary>What `rondo observe` saw, to be kept as one file: aggregates only.</summary>
/// <param name="Name">The model and its version, or the files that were compared.</param>
/// <param name="Columns">Inputs, and what was predicted and labelled.</param>
public sealed record MonitoringReport(string Name, string State, string Kind, IReadOnlyList<string> Sentences, int ReferenceRows, int CurrentRows, IReadOnlyList<ColumnDrift> Columns)
{
    /// <summary>A report is never larger, in bytes.</summary>
    public const int MostBytes = 1_000_000;

    const int MostHistograms = 20;

    /// <summary>Of the columns that drifted most.</summary>
    public ImmutableArray<ColumnHistogram> Histograms { get; init; } = [];

    /// <summary>Null where files were compared.</summary>
    public LookedAt? Model { get; init; }

    public ObservedPerformance? Performance { get; init; }

    /// <summary>Of a served model.</summary>
    public static MonitoringReport Of(LookedAt looked, ObservedPerformance performance)
    {
        var (drift, state) = (looked.Whole, ObservedState.Of(looked.Whole, performance));
        return new MonitoringReport(FormattableString.Invariant($"{drift.Model}@{drift.Version}"), state.Word, state.Kind, state.Sentences, drift.Features.ReferenceRows, drift.Features.CurrentRows, [.. drift.All])
        {
            Histograms = [.. LookedAt.Sorted(drift.Features.Columns).Take(MostHistograms).Select(c => looked.HistogramOf(c.Name)).OfType<ColumnHistogram>()],
            Model = looked,
            Performance = performance,
        };
    }

    /// <summary>Of two tables.</summary>
    /// <param name="histogram">Of a column by its name.</param>
    public static MonitoringReport Of(string name, DriftReport report, Func<string, ColumnHistogram?> histogram)
    {
        var drifted = report.Columns.Count(c => c.IsAlert);
        var together = report.Together.Any(c => c.IsAlert) ? " All columns together did." : "";
        return new MonitoringReport(name, report.IsAlert ? "drifted" : "steady", report.IsAlert ? "warn" : "good",
            [FormattableString.Invariant($"{drifted} of {report.Columns.Length} columns drifted.{together}")], report.ReferenceRows, report.CurrentRows, [.. report.Columns, .. report.Together])
        { Histograms = [.. LookedAt.Sorted(report.Columns).Take(MostHistograms).Select(c => histogram(c.Name)).OfType<ColumnHistogram>()] };
    }

    /// <summary>Writes the page; it is on the disk when this returns.</summary>
    /// <exception cref="Engine.Errors.RondoException">The file can't be written.</exception>
    public void Write(string path, ChartScripts? scripts = null)
    {
        var page = Render(scripts ?? ChartScripts.Load());
        if (Directory.Exists(path)) throw new Engine.Errors.RondoException(new Engine.Errors.Mistake("is_a_folder", "The report is a folder, not a file.") { File = path, Hint = $"Name a file: {path.TrimEnd('/')}/report.html" });
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            DurableFile.Write(Path.GetFullPath(path), page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Engine.Errors.RondoException(new Engine.Errors.Mistake("unwritable_file", $"The file can't be written: {e.Message}") { File = path, Hint = "May this user write in its folder?" });
        }
    }

    /// <summary>The page as UTF-8. Charts of columns are left out, the least drifted first, where it would be too large.</summary>
    public byte[] Render(ChartScripts scripts)
    {
        for (var count = Histograms.Length; ; count /= 2)
        {
            var page = Encoding.UTF8.GetBytes(MonitoringPage.Render(this with { Histograms = Histograms[..count] }, scripts));
            if (page.Length <= MostBytes || count == 0) return page;
        }
    }
}
