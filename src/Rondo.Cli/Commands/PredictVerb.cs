using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Lifecycle.Batch;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Predicts every row of data into a file or another place; a call that was stopped or killed is gone on with by the same call.</summary>
sealed class PredictVerb : IVerb
{
    private const int Cancelled = 130;

    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Argument<string> _data = new("data") { Description = "A file, glob or address with the model's columns." };
    private readonly Option<string> _out = new("--out") { Description = "The file to write (.csv, .tsv, .json, .jsonl or .parquet; text also with .gz), or the address of another sink: see `rondo list sink`.", Required = true };
    private readonly Option<double?> _interval = new("--interval") { Description = "Adds the columns lower and upper, between which the truth lies with this probability, such as 0.9." };
    private readonly Option<bool> _strict = new("--strict") { Description = UnlikeTraining.Strict };
    private readonly Option<string[]> _webhookHosts = new("--webhook-host") { Description = "A host in the private network that a result may be posted to; more by giving it again." };
    private readonly Option<bool> _anew = new("--anew") { Description = "Begin anew, instead of going on where an earlier call was stopped." };

    public Command Describe() => new("predict", "Predict every row of data, into a file or another place.") { _model, _data, _out, _interval, _strict, _webhookHosts, _anew };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var model = LoadedModel.Open(workspace, ModelReference.Parse(parsed.GetValue(_model)!));
        var path = parsed.GetValue(_out)!;
        var result = BatchScoring.Run(workspace, model, new BatchRequest(parsed.GetValue(_data)!, path)
        {
            Interval = parsed.GetValue(_interval),
            IsStrict = parsed.GetValue(_strict),
            WebhookHosts = parsed.GetValue(_webhookHosts) ?? [],
            IsAnew = parsed.GetValue(_anew),
            Threads = session.Threads,
            Say = session.Quiet ? _ => { } : session.Error.WriteLine,
        }, cancellation);
        var notes = UnlikeTraining.Tell(session, result.Notes);
        if (session.Json) session.Print(Json(model, path, result, notes));
        else session.Out.WriteLine(Sentence(model, path, result));
        return result.IsCancelled ? Cancelled : 0;
    }

    static JsonObject Json(LoadedModel model, string path, BatchResult result, JsonArray? notes)
    {
        var json = new JsonObject { ["model"] = model.Version.Model, ["version"] = model.Version.Number, ["rows"] = result.Rows, ["out"] = path };
        if (result.Before > 0) json["rows_before"] = result.Before;
        if (result.IsCancelled) json["cancelled"] = true;
        if (notes is not null) json["alerts"] = notes;
        return json;
    }

    static string Sentence(LoadedModel model, string path, BatchResult result)
    {
        if (result.IsCancelled) return string.Create(CultureInfo.InvariantCulture, $"Stopped after {result.Rows:N0} rows, which are kept. The same command goes on from there.");
        var before = result.Before > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({result.Before:N0} of them before it was stopped)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{model.Version} predicted {result.Rows:N0} rows into {path}{before}");
    }
}
