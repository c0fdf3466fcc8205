using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Observe.Drift;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>Tells whether data have changed since other data.</summary>
sealed class ObserveVerb : IVerb
{
    static readonly DriftOptions s_usual = new();

    private readonly Option<string> _reference = new("--reference") { Description = "The data that a model learnt from, or any others that the current ones should be like: a file or glob.", Required = true };
    private readonly Option<string> _current = new("--current") { Description = "The data to look at: a file or glob.", Required = true };
    private readonly Option<string[]> _drop = new("--drop") { Description = "A column that is not compared, such as an id; more by giving it again." };
    private readonly Option<double> _falseAlarms = new("--false-alarms") { Description = "The chance of an alert where nothing changed, above 0 and below 1.", DefaultValueFactory = _ => s_usual.FalseAlarms };
    private readonly Option<double> _smallest = new("--smallest-effect") { Description = "Changes below this give no alert however sure they are, 0 to 1.", DefaultValueFactory = _ => s_usual.SmallestEffect };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with code 4 when there is an alert." };

    public Command Describe() => new("observe", "Compare current data with reference data: what has drifted, how surely, and by how much.") { _reference, _current, _drop, _falseAlarms, _smallest, _strict };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var options = new DriftOptions(Within(parsed, _falseAlarms, "above 0 and below 1", v => v is > 0 and < 1), Within(parsed, _smallest, "from 0 to 1", v => v is >= 0 and <= 1));
        var source = new SourceOptions { Threads = session.Threads, Skip = (parsed.GetValue(_drop) ?? []).ToHashSet(StringComparer.Ordinal) };
        var reference = SourceReader.Read(new SourceSpec(parsed.GetValue(_reference)!), source, cancellation: cancellation);
        // A column is read as the same type on both sides, whatever its values look like now.
        var types = reference.Schema.Fields.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
        var current = SourceReader.Read(new SourceSpec(parsed.GetValue(_current)!), source with { Types = types }, cancellation: cancellation);
        var report = DriftCheck.Compare(reference, current, options, cancellation);
        if (session.Json) session.Print(Json(report));
        else Show(session.Out, report);
        return report.IsAlert && parsed.GetValue(_strict) ? 4 : 0;
    }

    static double Within(ParseResult parsed, Option<double> option, string expected, Func<double, bool> holds)
    {
        var value = parsed.GetValue(option);
        return holds(value) ? value : throw new RondoException("bad_arguments", FormattableString.Invariant($"{option.Name} takes a number {expected}; found {value}."));
    }

    static JsonObject Json(DriftReport report) => new()
    {
        ["drift"] = new JsonObject
        {
            ["alert"] = report.IsAlert,
            ["share"] = report.Share,
            ["rows"] = new JsonObject { ["reference"] = report.ReferenceRows, ["current"] = report.CurrentRows },
            ["columns"] = new JsonArray([.. report.Columns.Select(Json)]),
        },
    };

    static JsonObject Json(ColumnDrift column)
    {
        var json = new JsonObject
        {
            ["name"] = column.Name,
            ["alert"] = column.IsAlert,
            ["significant"] = column.IsSignificant,
            ["p_value"] = column.PValue,
            ["effect"] = column.Effect,
            ["method"] = column.Method,
        };
        if (column.Note is { } note) json["note"] = note;
        return json;
    }

    static void Show(TextWriter writer, DriftReport report)
    {
        var alerts = report.Columns.Count(c => c.IsAlert);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alerts} of {report.Columns.Length} columns drifted ({report.CurrentRows:N0} rows beside {report.ReferenceRows:N0})."));
        writer.WriteLine();
        TextTable.Write(writer, ["column", "drift", "p", "effect", "method", "note"],
        [
            .. report.Columns.OrderByDescending(c => c.IsAlert).ThenByDescending(c => c.Effect).Select(c => (IReadOnlyList<string>)
            [
                c.Name, c.IsAlert ? "ALERT" : "no", c.PValue?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "", c.Effect?.ToString("0.000", CultureInfo.InvariantCulture) ?? "", c.Method, c.Note ?? "",
            ]),
        ]);
    }
}
