using System.CommandLine;
using System.Globalization;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Reports.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>Tells whether data have changed since other data, and how a served model fares.</summary>
sealed class ObserveVerb : IVerb
{
    // A report is to be read: with more windows it would be none.
    const int MostWindows = 200;

    // Of each side's rows in memory; of more rows as many are drawn as fit, which tell changes that matter as well as all would.
    const long MostBytes = 1L << 28;
    const ulong DefaultSeed = 42;

    static readonly DriftOptions s_usual = new();

    private readonly Argument<string?> _endpoint = new("endpoint") { Description = "A served model: NAME, NAME@alias or NAME@3. It is watched by its own log, labels and reference.", DefaultValueFactory = _ => null };
    private readonly Option<string?> _reference = new("--reference") { Description = "The data that a model learnt from, or any others that the current ones should be like: a file or glob." };
    private readonly Option<string?> _current = new("--current") { Description = "The data to look at: a file or glob." };
    private readonly Option<string?> _from = new("--from") { Description = "Of a served model: events from this time on, such as 2026-05-31 (default: the last window)." };
    private readonly Option<string?> _to = new("--to") { Description = "Of a served model: events before this time." };
    private readonly Option<string?> _window = new("--window") { Description = "Of a served model: how much is looked at together, such as 1d (default: as its file says)." };
    private readonly Option<string[]> _drop = new("--drop") { Description = "A column that is not compared, such as an id; more by giving it again." };
    private readonly Option<double> _falseAlarms = new("--false-alarms") { Description = "The chance of an alert where nothing changed, above 0 and below 1.", DefaultValueFactory = _ => s_usual.FalseAlarms };
    private readonly Option<double> _smallest = new("--smallest-effect") { Description = "Changes below this give no alert however sure they are, 0 to 1.", DefaultValueFactory = _ => s_usual.SmallestEffect };
    private readonly Option<bool> _together = new("--multivariate") { Description = "Of two files: also compare all columns together, by a classifier that tells the rows apart and by principal components." };
    private readonly Option<string?> _report = new("--report") { Description = "Write the same with charts as one HTML file that opens offline; aggregates only, no rows." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with code 4 when there is an alert." };

    public Command Describe() => new("observe", "Tell whether data have drifted, how surely and by how much, and how good a served model still is.") { _endpoint, _from, _to, _window, _reference, _current, _drop, _falseAlarms, _smallest, _together, _report, _strict };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (endpoint, given, now) = (parsed.GetValue(_endpoint), parsed.GetValue(_reference), parsed.GetValue(_current));
        if (endpoint is not null && (given ?? now) is null) return Observe(ModelReference.Parse(endpoint), parsed, session, cancellation);
        if (endpoint is not null || given is null || now is null)
            throw new RondoException("bad_arguments", "observe takes the name of a served model, or --reference FILE and --current FILE.", "`rondo models list` shows the models.");
        var options = new DriftOptions(Within(parsed, _falseAlarms, "above 0 and below 1", v => v is > 0 and < 1), Within(parsed, _smallest, "from 0 to 1", v => v is >= 0 and <= 1)) { IsMultivariate = parsed.GetValue(_together) };
        var source = new SourceOptions { Threads = session.Threads, Skip = (parsed.GetValue(_drop) ?? []).ToHashSet(StringComparer.Ordinal) };
        var reference = Read(given, source, session, cancellation);
        // A column is read as the same type on both sides, whatever its values look like now.
        var types = reference.Schema.Fields.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
        var current = Read(now, source with { Types = types }, session, cancellation);
        var report = DriftCheck.Compare(reference, current, options, cancellation);
        if (session.Json) session.Print(MonitorJson.Of(report));
        else ObservedView.Show(session.Out, report);
        WriteReport(parsed, session, () => MonitoringReport.Of($"{Path.GetFileName(now)} beside {Path.GetFileName(given)}", report, column => Histogram(reference, current, column)));
        return report.IsAlert && parsed.GetValue(_strict) ? 4 : 0;
    }

    static Table Read(string path, SourceOptions options, Session session, CancellationToken cancellation)
    {
        var drawn = EvenRows.Read(new SourceSpec(path), options, MostBytes, session.Seed ?? DefaultSeed, RondoParts.Catalog, cancellation);
        if (drawn.IsPart) session.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {drawn.Table.RowCount:N0} of {drawn.Rows:N0} rows are compared, drawn evenly from first to last."));
        return drawn.Table;
    }

    int Observe(ModelReference model, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var (from, to, window) = (Time(parsed, _from), Time(parsed, _to), Window(parsed));
        var file = parsed.GetValue(_report);
        var looked = file is null ? null : new DriftWatch(workspace).Look(model, from, to, window, MostWindows, cancellation);
        var drift = looked?.Whole ?? new DriftWatch(workspace).Observe(model, from, to, window, cancellation: cancellation);
        var performance = new PerformanceWatch(workspace).Observe(model, from, to, window, cancellation: cancellation);
        if (session.Json)
        {
            var json = MonitorJson.Of(drift);
            json["performance"] = MonitorJson.Of(performance);
            session.Print(json);
        }
        else ObservedView.Show(session.Out, drift, performance);
        if (looked is not null) WriteReport(parsed, session, () => MonitoringReport.Of(looked, performance));
        return drift.IsAlert && parsed.GetValue(_strict) ? 4 : 0;
    }

    void WriteReport(ParseResult parsed, Session session, Func<MonitoringReport> report)
    {
        if (parsed.GetValue(_report) is not { } file) return;
        report().Write(file);
        if (!session.Json) session.Out.WriteLine($"\nReport: {file}");
    }

    static ColumnHistogram? Histogram(Table reference, Table current, string name) =>
        !reference.Schema.Contains(name) ? null : ColumnHistogram.Of(ColumnProfile.Of(name, reference[name], int.MaxValue), current.Schema.Contains(name) ? [current[name]] : []);

    static DateTimeOffset? Time(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } text ? null
        : LabelReader.TimeOf(text) ?? throw new RondoException("bad_arguments", $"{option.Name} takes a time such as 2026-05-31 or 2026-05-31T12:00:00Z; found '{text}'.");

    TimeSpan? Window(ParseResult parsed) => parsed.GetValue(_window) is not { } text ? null
        : DurationText.Parse(text) ?? throw new RondoException("bad_arguments", $"--window takes {DurationText.Expected}; found '{text}'.");

    static double Within(ParseResult parsed, Option<double> option, string expected, Func<double, bool> holds)
    {
        var value = parsed.GetValue(option);
        return holds(value) ? value : throw new RondoException("bad_arguments", FormattableString.Invariant($"{option.Name} takes a number {expected}; found {value}."));
    }
}
