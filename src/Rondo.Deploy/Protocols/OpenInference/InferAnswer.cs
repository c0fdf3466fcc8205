using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>Writes predictions as output tensors: <c>prediction</c>, and for classes <c>probabilities</c>.</summary>
sealed class InferAnswer(ServedModel model, InferRequest request, Predictions predictions)
{
    public const string LengthHeader = "Inference-Header-Content-Length";
    public const string Prediction = "prediction";
    public const string Probabilities = "probabilities";

    public void SendTo(ServingCall call, CloudEvent cloudEvent)
    {
        var outputs = Chosen();
        using var answer = AnswerBuffer.Rent();
        if (!outputs.Exists(o => o.IsBinary!.Value))
        {
            cloudEvent.Begin(call, answer.Json, model);
            WriteJson(answer.Json, outputs);
            cloudEvent.Send(call, answer);
            return;
        }
        WriteJson(answer.Json, outputs);
        call.Response.Headers[LengthHeader] = answer.Length.ToString(CultureInfo.InvariantCulture);
        foreach (var output in outputs)
            if (output.IsBinary is true) WriteBytes(answer.Bytes, output);
        answer.SendTo(call.Response, "application/octet-stream");
    }

    List<RequestedOutput> Chosen()
    {
        List<RequestedOutput> all = model.Task.HasClasses ? [new(Prediction, null, null), new(Probabilities, null, null)] : [new(Prediction, null, null)];
        if (request.Outputs is { Count: > 0 } asked)
        {
            foreach (var output in asked)
            {
                if (!all.Exists(o => o.Name == output.Name)) throw Wrong(output.Name, "an output of the model's metadata", "an unknown output");
                if (output.Classes is not null && output.Name != Probabilities) throw Wrong(output.Name, $"classification of '{Probabilities}'", $"of '{output.Name}'");
            }
            all = asked;
        }
        return all.ConvertAll(o => o with { IsBinary = o.IsBinary ?? request.BinaryOutputs });
    }

    void WriteJson(Utf8JsonWriter json, List<RequestedOutput> outputs)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, model.EncodedName);
        json.WriteString("model_version"u8, model.Version.ToString(CultureInfo.InvariantCulture));
        if (request.Id is not null) json.WriteString("id"u8, request.Id);
        json.WriteStartArray("outputs"u8);
        foreach (var output in outputs) WriteOutput(json, output);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteOutput(Utf8JsonWriter json, RequestedOutput output)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, output.Name);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(predictions.Rows);
        if (output.Name == Probabilities) json.WriteNumberValue(Width(output));
        json.WriteEndArray();
        json.WriteString("datatype"u8, IsText(output) ? "BYTES"u8 : "FP64"u8);
        if (output.IsBinary is true)
        {
            json.WriteStartObject("parameters"u8);
            json.WriteNumber("binary_data_size"u8, BytesOf(output));
            json.WriteEndObject();
        }
        else WriteData(json, output);
        json.WriteEndObject();
    }

    void WriteData(Utf8JsonWriter json, RequestedOutput output)
    {
        json.WriteStartArray("data"u8);
        for (var row = 0; row < predictions.Rows; row++)
        {
            if (output.Name == Prediction) PredictedValue.Write(json, model, predictions, row);
            else if (output.Classes is null) foreach (var probability in predictions.Row(row)) json.WriteNumberValue(probability);
            else foreach (var text in Ranked(row, Width(output))) json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    void WriteBytes(IBufferWriter<byte> bytes, RequestedOutput output)
    {
        for (var row = 0; row < predictions.Rows; row++)
        {
            if (IsText(output)) foreach (var text in Texts(output, row)) WriteText(bytes, text);
            else foreach (var number in predictions.Row(row)) WriteNumber(bytes, number);
        }
    }

    static void WriteNumber(IBufferWriter<byte> bytes, double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.GetSpan(8), number);
        bytes.Advance(8);
    }

    static void WriteText(IBufferWriter<byte> bytes, string text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), Encoding.UTF8.GetByteCount(text));
        bytes.Advance(4);
        bytes.Write(Encoding.UTF8.GetBytes(text));
    }

    long BytesOf(RequestedOutput output)
    {
        if (!IsText(output)) return 8L * predictions.Values.Length;
        var size = 0L;
        for (var row = 0; row < predictions.Rows; row++)
            foreach (var text in Texts(output, row)) size += 4 + Encoding.UTF8.GetByteCount(text);
        return size;
    }

    string[] Texts(RequestedOutput output, int row) => output.Name == Prediction ? [model.Classes[predictions.ClassOf(row)]] : Ranked(row, Width(output));

    // value:index:label, the likeliest first.
    string[] Ranked(int row, int count)
    {
        var probabilities = predictions.Row(row).ToArray();
        var order = Enumerable.Range(0, probabilities.Length).OrderByDescending(k => probabilities[k]).Take(count);
        return [.. order.Select(k => string.Create(CultureInfo.InvariantCulture, $"{probabilities[k]:R}:{k}:{model.Classes[k]}"))];
    }

    int Width(RequestedOutput output) => Math.Min(output.Classes ?? int.MaxValue, predictions.Outputs);

    bool IsText(RequestedOutput output) => output.Classes is not null || (output.Name == Prediction && model.Task != TaskKind.Regression);

    static ServingException Wrong(string output, string expected, string got) => ServingException.Invalid([new Problem(null, output, expected, got)]);
}
