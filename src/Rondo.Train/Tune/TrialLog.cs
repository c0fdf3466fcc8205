using System.Buffers;
using System.Text.Json;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>
/// The finished trials of a study in a file that is only added to: a line of JSON each, on the disk before the study goes on.
/// A line that was cut off in the middle is not counted, nor is what follows it.
/// </summary>
public sealed class TrialLog : IDisposable
{
    private readonly FileStream _file;
    private readonly FileStream _writer;
    private readonly Dictionary<int, Line> _earlier = [];

    private TrialLog(FileStream file, FileStream writer)
    {
        _file = file;
        _writer = writer;
    }

    /// <summary>Trials found when the log was opened.</summary>
    public int Count => _earlier.Count;

    /// <summary>Opens the study's log, or begins it. A log with another key is of another study and is begun anew.</summary>
    /// <param name="key">A hash of whatever the trials depend on: the data, the recipe, the space, the search, the seed.</param>
    /// <exception cref="RondoException">Another process has the log open.</exception>
    public static TrialLog Open(string path, string key)
    {
        // A file of its own is locked: the log itself may be read meanwhile.
        FileStream writer;
        try
        {
            writer = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path + ".lock"))
        {
            throw new RondoException("study_in_use", $"Another run adds to the study's log '{Path.GetFileName(path)}'.", "Wait for it, or end it.");
        }
        var log = new TrialLog(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0), writer);
        log.Read(key);
        return log;
    }

    /// <summary>Forgets the study: it came to its end.</summary>
    public void Delete()
    {
        _file.Dispose();
        File.Delete(_file.Name);
    }

    public void Append(Trial trial) => Append(json =>
    {
        json.WriteNumber("number", trial.Number);
        json.WriteString("model", trial.Model);
        json.WritePropertyName("parameters");
        PlainValue.Write(json, trial.Parameters);
        json.WriteString("state", PartCatalog.SnakeCase(trial.State.ToString()));
        if (trial.Score is { } score) json.WriteNumber("score", score);
        json.WriteStartArray("intermediate");
        foreach (var value in trial.Intermediate) json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteNumber("seconds", trial.Seconds);
        if (trial.Message is not null) json.WriteString("message", trial.Message);
        if (trial.Text is not null) json.WriteString("text", trial.Text);
    });

    public void Dispose()
    {
        _file.Dispose();
        _writer.Dispose();
    }

    /// <summary>The request's outcome; null when it has none, or when that number had other parameters then.</summary>
    internal Trial? Find(TrialRequest request)
    {
        if (!_earlier.TryGetValue(request.Number, out var line)) return null;
        if (line.Model != request.Model || line.Parameters != PlainValue.Text(request.Parameters)) return null;
        return line.Trial with { Parameters = request.Parameters };
    }

    void Read(string key)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var (start, isOurs) = (0, false);
        while (Array.IndexOf(bytes, (byte)'\n', start) is var end && end >= 0)
        {
            if (!TryRead(bytes.AsMemory(start, end - start), key, start == 0)) break;
            isOurs = true;
            start = end + 1;
        }
        _file.SetLength(start);
        _file.Position = start;
        if (!isOurs) Append(json => json.WriteString("study", key));
    }

    bool TryRead(ReadOnlyMemory<byte> text, string key, bool isFirst)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (isFirst) return json.RootElement.GetProperty("study").GetString() == key;
            var line = Line.Of(json.RootElement);
            _earlier[line.Trial.Number] = line;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    void Append(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        _file.Write(buffer.WrittenSpan);
        _file.Flush(flushToDisk: true);
    }

    private sealed record Line(Trial Trial, string Model, string Parameters)
    {
        public static Line Of(JsonElement json)
        {
            var model = json.GetProperty("model").GetString()!;
            var parameters = json.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => PlainValue.Parse(p.Value));
            var state = Enum.Parse<TrialState>(json.GetProperty("state").GetString()!, ignoreCase: true);
            var trial = new Trial(json.GetProperty("number").GetInt32(), model, parameters, state)
            {
                Score = state == TrialState.Completed ? json.GetProperty("score").GetDouble() : null,
                Intermediate = [.. json.GetProperty("intermediate").EnumerateArray().Select(v => v.GetDouble())],
                Seconds = json.GetProperty("seconds").GetDouble(),
                Message = json.TryGetProperty("message", out var message) ? message.GetString() : null,
                Text = json.TryGetProperty("text", out var text) ? text.GetString() : null,
            };
            // Written anew: the same value has the same text however the line had it.
            return new Line(trial, model, PlainValue.Text(parameters));
        }
    }
}
