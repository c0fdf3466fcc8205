using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>Predicts every row of a data file into another file.</summary>
sealed class PredictVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Argument<string> _data = new("data") { Description = "A file, glob or address with the model's columns." };
    private readonly Option<string> _out = new("--out") { Description = "The file to write: .csv, .tsv, .json, .jsonl or .parquet.", Required = true };

    private readonly Option<double?> _interval = new("--interval") { Description = "Adds the columns lower and upper, between which the truth lies with this probability, such as 0.9." };
    private readonly Option<bool> _strict = new("--strict") { Description = UnlikeTraining.Strict };

    public Command Describe() => new("predict", "Predict every row of a data file.") { _model, _data, _out, _interval, _strict };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var model = LoadedModel.Open(workspace, ModelReference.Parse(parsed.GetValue(_model)!));
        var table = model.Read(parsed.GetValue(_data)!, session.Threads, cancellation);
        var notes = UnlikeTraining.Tell(session, model, table, parsed.GetValue(_strict), cancellation);
        var predictions = model.Pipeline.Predict(table, session.Threads, cancellation);
        var path = parsed.GetValue(_out)!;
        TableWriter.Write(Result(model, table, predictions, HalfWidth(model, parsed.GetValue(_interval))), path, cancellation: cancellation);
        var json = new JsonObject { ["model"] = model.Version.Model, ["version"] = model.Version.Number, ["rows"] = table.RowCount, ["out"] = path };
        if (notes is not null) json["alerts"] = notes;
        if (session.Json) session.Print(json);
        else session.Out.WriteLine($"{model.Version} predicted {table.RowCount.ToString("N0", CultureInfo.InvariantCulture)} rows into {path}");
        return 0;
    }

    static double? HalfWidth(LoadedModel model, double? level)
    {
        if (level is not { } wanted) return null;
        if (wanted is not (> 0 and < 1)) throw new RondoException(new Mistake("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'--interval' is {wanted}; expected a probability above 0 and below 1.")));
        if (model.Pipeline.Intervals is not { } intervals)
            throw new RondoException("no_intervals", $"{model.Version} gives no intervals: they go with a regression, and with models trained by a version that knows them.", "Leave `--interval` out, or train the model again.");
        return intervals.HalfWidth(wanted)
            ?? throw new RondoException("no_intervals", string.Create(CultureInfo.InvariantCulture, $"{intervals.Residuals.Length} out-of-fold errors are too few for a probability of {wanted}."), "Ask for less.");
    }

    /// <summary>Key columns, <c>prediction</c>, <c>probability_CLASS</c>, <c>prediction_id</c>.</summary>
    static Table Result(LoadedModel model, Table table, Predictions predictions, double? halfWidth)
    {
        var columns = new List<(string, Column)>();
        foreach (var key in model.KeyColumns)
            if (table.Schema.Contains(key)) columns.Add((key, table[key]));
        if (predictions.Task == TaskKind.Regression)
        {
            columns.Add(("prediction", new DoubleColumn(predictions.Values)));
            if (halfWidth is { } half)
            {
                columns.Add(("lower", new DoubleColumn(Array.ConvertAll(predictions.Values, value => value - half))));
                columns.Add(("upper", new DoubleColumn(Array.ConvertAll(predictions.Values, value => value + half))));
            }
        }
        else
        {
            var labels = Enumerable.Range(0, predictions.Rows).Select(predictions.ClassOf).ToArray();
            columns.Add(("prediction", new TextColumn(labels, [.. predictions.Classes])));
            for (var k = 0; k < (predictions.Task.HasClasses ? predictions.Outputs : 0); k++)
            {
                var probabilities = new double[predictions.Rows];
                for (var i = 0; i < probabilities.Length; i++) probabilities[i] = predictions.Row(i)[k];
                columns.Add(($"probability_{predictions.Classes[k]}", new DoubleColumn(probabilities)));
            }
        }
        columns.Add(("prediction_id", Ids(model, table)));
        return Table.Of(columns);
    }

    // The same rows through the same version get the same ids, so that a repeated batch does not count twice.
    static TextColumn Ids(LoadedModel model, Table table)
    {
        var batch = CanonicalHash.Of(table);
        var ids = new string?[table.RowCount];
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < ids.Length; i++)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{model.Version}/{model.Version.ModelHash}/{batch}/{i}")), hash);
            ids[i] = Convert.ToHexStringLower(hash[..16]);
        }
        return TextColumn.From(ids);
    }
}
