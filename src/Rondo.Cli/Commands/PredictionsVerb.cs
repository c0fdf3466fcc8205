using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rondo.Cli.Output;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Reads the log of predictions that servers answered.</summary>
sealed class PredictionsVerb : IVerb
{
    const int MostColumns = 6;

    private readonly Argument<string?> _model = new("model") { Description = "NAME or NAME@3; all models when left out.", DefaultValueFactory = _ => null };
    private readonly Option<string?> _id = new("--id") { Description = "Only the prediction of this id." };
    private readonly Option<string?> _since = new("--since") { Description = "Only predictions of the last, such as 1h or 7d." };
    private readonly Option<int> _limit = new("--limit") { Description = "The most predictions to show, the newest of all.", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _out = new("--out") { Description = "Write all of them to this file, a JSON object a line." };
    private readonly Option<bool> _seal = new("--seal") { Description = "Write full segments of the log as Parquet files first, as `rondo up` does by itself." };
    private readonly Option<string?> _folder = new("--log-folder") { Description = "The folder of the log (default: log in the workspace)." };

    public Command Describe() => new("predictions", "Show the predictions that servers answered, from their log.") { _model, _id, _since, _limit, _out, _seal, _folder };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var limit = parsed.GetValue(_limit);
        if (limit < 1) throw new RondoException("bad_arguments", $"--limit takes a whole number from 1 on; found {limit}.");
        var folder = parsed.GetValue(_folder) ?? FolderOf(session);
        if (parsed.GetValue(_seal)) new PredictionHistory(folder).Seal(cancellation);
        var rows = Find(folder, Filter(parsed), cancellation);
        if (parsed.GetValue(_out) is { } file) WriteAll(session, rows, file);
        else Show(session, Newest(rows, limit));
        return 0;
    }

    static string FolderOf(Session session)
    {
        using var workspace = session.OpenWorkspace();
        return workspace.PredictionLogFolder;
    }

    Func<LoggedRequest, int, bool> Filter(ParseResult parsed)
    {
        var model = parsed.GetValue(_model) is { } text ? ModelReference.Parse(text) : null;
        if (model?.Alias is not null) throw new RondoException("bad_arguments", "The log keeps versions, not aliases.", "Write NAME or NAME@3; `rondo history NAME` tells which version an alias meant when.");
        var id = parsed.GetValue(_id);
        var from = parsed.GetValue(_since) is { } since ? TimeProvider.System.GetUtcNow() - Lifecycle.Store.Snapshots.PruneOptions.ParseAge(since) : DateTimeOffset.MinValue;
        return (request, row) =>
            (model is null || (request.Schema.Model == model.Name && (model.Number is null || model.Number == request.Schema.Version)))
            && request.Time >= from && (id is null || request.IdOf(row).Equals(id, StringComparison.OrdinalIgnoreCase));
    }

    static IEnumerable<(LoggedRequest Request, int Row)> Find(string folder, Func<LoggedRequest, int, bool> filter, CancellationToken cancellation)
    {
        foreach (var request in new PredictionHistory(folder).Read())
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < request.Rows; row++)
                if (filter(request, row)) yield return (request, row);
        }
    }

    // Servers write at the same time, each its own segment.
    static List<(LoggedRequest Request, int Row)> Newest(IEnumerable<(LoggedRequest Request, int Row)> rows, int count)
    {
        var newest = new PriorityQueue<(LoggedRequest, int), (DateTimeOffset, int)>();
        foreach (var (request, row) in rows)
        {
            newest.Enqueue((request, row), (request.Time, row));
            if (newest.Count > count) newest.Dequeue();
        }
        var found = new List<(LoggedRequest, int)>();
        while (newest.TryDequeue(out var row, out _)) found.Add(row);
        return found;
    }

    static void Show(Session session, List<(LoggedRequest Request, int Row)> found)
    {
        if (session.Json)
        {
            session.Out.WriteLine(Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("predictions");
                foreach (var (request, row) in found) LoggedPredictions.Write(json, request, row);
                json.WriteEndArray();
                json.WriteEndObject();
            }));
            return;
        }
        if (found.Count == 0)
        {
            session.Out.WriteLine("No predictions yet. Serve a model: rondo serve NAME");
            return;
        }
        TextTable.Write(session.Out, ["time", "model", "prediction", "id", "row"], [.. found.Select(f => (IReadOnlyList<string>)
        [
            ReadableText.Time(f.Request.Time), string.Create(CultureInfo.InvariantCulture, $"{f.Request.Schema.Model}@{f.Request.Schema.Version}"),
            ReadableText.Cell(LoggedPredictions.Prediction(f.Request, f.Row)), f.Request.IdOf(f.Row), ReadableText.Cell(Row(f.Request, f.Row)),
        ])]);
    }

    static string Row(LoggedRequest request, int row)
    {
        var shown = request.Columns.Take(MostColumns).Select((column, i) => $"{request.Schema.Columns[i].Name} {CellText.Of(column, row)}");
        return string.Join(", ", shown) + (request.Columns.Length > MostColumns ? ", ..." : "");
    }

    static void WriteAll(Session session, IEnumerable<(LoggedRequest Request, int Row)> rows, string file)
    {
        var count = 0L;
        using (var stream = File.Create(file))
        {
            foreach (var (request, row) in rows)
            {
                using (var json = new Utf8JsonWriter(stream)) LoggedPredictions.Write(json, request, row);
                stream.WriteByte((byte)'\n');
                count++;
            }
        }
        if (session.Json) session.Print(new System.Text.Json.Nodes.JsonObject { ["file"] = file, ["predictions"] = count });
        else session.Out.WriteLine(FormattableString.Invariant($"{count} predictions in {file}"));
    }

    static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
