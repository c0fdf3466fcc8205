using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Measures a version on data that have the target.</summary>
sealed class EvaluateVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Argument<string> _data = new("data") { Description = "A file or glob with the model's columns and the target." };
    private readonly Option<bool> _strict = new("--strict") { Description = UnlikeTraining.Strict };

    public Command Describe() => new("evaluate", "Measure a version on data that have the target.") { _model, _data, _strict };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var model = LoadedModel.Open(workspace, ModelReference.Parse(parsed.GetValue(_model)!));
        var table = model.Read(parsed.GetValue(_data)!, session.Threads, cancellation);
        var notes = UnlikeTraining.Tell(session, model, table, parsed.GetValue(_strict), cancellation);
        var (target, rows) = model.ReadTarget(table);
        var metrics = MetricSet.Compute(model.Pipeline.Score(table.Take(rows), target, null, session.Threads, cancellation));
        if (session.Json)
        {
            var json = new JsonObject
            {
                ["model"] = model.Version.Model,
                ["version"] = model.Version.Number,
                ["rows"] = rows.Length,
                ["metrics"] = new JsonObject(metrics.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value.Value))),
            };
            if (notes is not null) json["alerts"] = notes;
            session.Print(json);
            return 0;
        }
        session.Out.WriteLine($"{model.Version} on {rows.Length.ToString("N0", CultureInfo.InvariantCulture)} rows");
        TextTable.Write(session.Out, ["metric", "value"], [.. metrics.Select(m => (IReadOnlyList<string>)
            [m.Name, m.Value.Value?.ToString("G6", CultureInfo.InvariantCulture) ?? $"undefined: {m.Value.Reason}"])]);
        if (rows.Length < table.RowCount) session.Out.WriteLine($"{table.RowCount - rows.Length} rows without a target are left out.");
        return 0;
    }
}
