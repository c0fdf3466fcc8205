using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;

namespace Rondo.Deploy.PredictionLog;

/// <summary>Writes records: a version's schema as JSON, its predictions as bytes, column after column.</summary>
static class PredictionWriter
{
    public static void Schema(RecordBuffer record, int number, ServedModel model, IReadOnlySet<string> masked)
    {
        record.Begin(SegmentFormat.SchemaRecord);
        record.Number(number);
        record.Bytes(JsonSerializer.SerializeToUtf8Bytes(new SchemaDocument(
            model.Name, model.Version, model.Task.ToString(),
            [.. model.Columns.Where(c => !masked.Contains(c.Name)).Select(c => new SchemaDocumentColumn(c.Name, c.Type.Word))],
            [.. model.Columns.Where(c => masked.Contains(c.Name)).Select(c => c.Name)],
            [.. model.Classes]), SchemaJson.Default.SchemaDocument));
        record.End();
    }

    public static void Predictions(RecordBuffer record, int schema, ref readonly LogEntry entry, ReadOnlySpan<Column> columns, IReadOnlySet<string> masked)
    {
        record.Begin(SegmentFormat.PredictionRecord);
        record.Number(schema);
        record.Number(entry.Predictions.Rows);
        record.Number(entry.Ids.High);
        record.Number(entry.Ids.Low);
        record.Number(entry.Time);
        record.Number(entry.Latency);
        record.Number(entry.EventTime ?? entry.Time);
        record.Text(entry.Request);
        record.Text(entry.Unit);
        record.Real(entry.Predictions.Threshold);
        foreach (var value in entry.Predictions.Values) record.Real(value);
        for (var i = 0; i < columns.Length; i++)
            if (masked.Count == 0 || !masked.Contains(entry.Model.Columns[i].Name)) Cells(record, columns[i]);
        record.End();
    }

    static void Cells(RecordBuffer record, Column column)
    {
        switch (column)
        {
            case DoubleColumn doubles:
                for (var row = 0; row < doubles.Length; row++) record.Real(doubles.Values[row]);
                break;
            case IntegerColumn integers:
                for (var row = 0; row < integers.Length; row++)
                {
                    var isMissing = integers.IsMissing(row);
                    record.Byte(isMissing ? (byte)0 : (byte)1);
                    if (!isMissing) record.Number(integers.Values[row]);
                }
                break;
            case TextColumn texts:
                for (var row = 0; row < texts.Length; row++) record.Text(texts[row]);
                break;
            default:
                throw new InvalidOperationException($"A column of {column.Type} has no place in the log.");
        }
    }
}

sealed record SchemaDocument(string Model, int Version, string Task, SchemaDocumentColumn[] Columns, string[] Masked, string[] Classes);

sealed record SchemaDocumentColumn(string Name, string Type);

[System.Text.Json.Serialization.JsonSerializable(typeof(SchemaDocument))]
sealed partial class SchemaJson : System.Text.Json.Serialization.JsonSerializerContext;
