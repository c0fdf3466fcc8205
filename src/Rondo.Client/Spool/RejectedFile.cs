using System.Text.Json;
using Rondo.Client.Wire;

namespace Rondo.Client.Spool;

/// <summary>Records that the server refused for good, a JSON line each, with its answer.</summary>
sealed class RejectedFile(string path, long limit, TimeProvider clock)
{
    readonly Lock _gate = new();
    long _bytes;

    public string Path { get; } = path;

    public void Add(SpooledRun? run, in SpoolRecord record, in Answer answer)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("rejected_at", clock.GetUtcNow());
            json.WriteString("experiment", run?.Experiment);
            json.WriteString("run_id", run?.RunId);
            json.WriteString("run_name", run?.Name);
            json.WriteString("local_id", run?.LocalId);
            json.WriteString("kind", record.Kind.ToString());
            if (record.Key.Length > 0) json.WriteString("key", record.Key);
            if (record.Kind == RecordKind.Metric)
            {
                json.WritePropertyName("value");
                LogBatchJson.WriteDouble(json, record.Value);
                json.WriteNumber("step", record.Step);
            }
            else
            {
                json.WriteString("value", record.Text);
            }
            if (record.Time != 0) json.WriteNumber("timestamp", record.Time);
            json.WriteNumber("status", answer.Status);
            json.WriteString("error_code", answer.Code);
            json.WriteString("message", answer.Message);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        lock (_gate)
        {
            Reserve(line.Length);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        }
    }

    /// <summary>Takes over an artifact's copy.</summary>
    public void Take(string file)
    {
        lock (_gate)
        {
            Reserve(new FileInfo(file).Length);
            var folder = Directory.CreateDirectory(System.IO.Path.ChangeExtension(Path, "files")).FullName;
            File.Move(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)), overwrite: true);
        }
    }

    void Reserve(long bytes)
    {
        if (_bytes + bytes > limit) throw new IOException($"{Path} and its files have as much as the limit of the spool, {limit} bytes.");
        _bytes += bytes;
    }
}
