using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rondo.Client.Spool;

namespace Rondo.Client.Wire;

/// <summary>The body of <c>runs/log-batch</c>.</summary>
static class LogBatchJson
{
    public const int LargestBody = 1_000_000;

    // It is a request's body, not a part of a page.
    static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Of(string runId, ReadOnlySpan<SpoolRecord> records)
    {
        var body = new ArrayBufferWriter<byte>(256 + (96 * records.Length));
        using var json = new Utf8JsonWriter(body, _options);
        json.WriteStartObject();
        json.WriteString("run_id", runId);
        WriteMetrics(json, records);
        WriteTexts(json, "params", RecordKind.Param, records);
        WriteTexts(json, "tags", RecordKind.Tag, records);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    // JSON has no words for these; MLflow's are those of protobuf.
    public static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    static void WriteMetrics(Utf8JsonWriter json, ReadOnlySpan<SpoolRecord> records)
    {
        json.WriteStartArray("metrics");
        foreach (ref readonly var metric in records)
        {
            if (metric.Kind != RecordKind.Metric) continue;
            json.WriteStartObject();
            json.WriteString("key", metric.Key);
            json.WritePropertyName("value");
            WriteDouble(json, metric.Value);
            json.WriteNumber("timestamp", metric.Time);
            json.WriteNumber("step", metric.Step);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteTexts(Utf8JsonWriter json, string name, RecordKind kind, ReadOnlySpan<SpoolRecord> records)
    {
        json.WriteStartArray(name);
        foreach (ref readonly var text in records)
        {
            if (text.Kind != kind) continue;
            json.WriteStartObject();
            json.WriteString("key", text.Key);
            json.WriteString("value", text.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
