using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Piped;

/// <summary>Predictions as lines: comma-separated text with the columns <c>prediction</c> and <c>probability_CLASS</c>, or a JSON object each.</summary>
sealed class PredictionLines(ServedModel model, Stream output)
{
    static readonly JsonEncodedText s_prediction = JsonEncodedText.Encode("prediction");

    readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);

    /// <summary>Writes the names of the columns.</summary>
    public void Begin()
    {
        Text("prediction");
        if (model.Task.HasClasses)
            foreach (var name in model.Classes) Text($",{PredictionList.Csv($"probability_{name}")}");
        Text("\n");
        Send();
    }

    public void Write(Predictions predictions, RowForm form)
    {
        if (form == RowForm.JsonLines) WriteJson(predictions);
        else WriteCsv(predictions);
    }

    void WriteCsv(Predictions predictions)
    {
        for (var row = 0; row < predictions.Rows; row++)
        {
            if (model.Task == TaskKind.Regression) Number(predictions.Row(row)[0]);
            else Text(PredictionList.Csv(model.Classes[predictions.ClassOf(row)]));
            if (model.Task.HasClasses)
            {
                foreach (var probability in predictions.Row(row))
                {
                    Text(",");
                    Number(probability);
                }
            }
            Text("\n");
        }
        Send();
    }

    void WriteJson(Predictions predictions)
    {
        using var answer = AnswerBuffer.Rent();
        for (var row = 0; row < predictions.Rows; row++)
        {
            answer.Json.WriteStartObject();
            PredictedValue.Write(answer.Json, s_prediction, model, predictions, row);
            if (model.Task.HasClasses)
            {
                answer.Json.WriteStartObject("probabilities"u8);
                var probabilities = predictions.Row(row);
                for (var k = 0; k < probabilities.Length; k++) answer.Json.WriteNumber(model.EncodedClasses[k], probabilities[k]);
                answer.Json.WriteEndObject();
            }
            answer.Json.WriteEndObject();
            answer.EndLine();
        }
        answer.CopyTo(output);
    }

    void Number(double value)
    {
        // The shortest text that is read as the same number.
        Utf8Formatter.TryFormat(value, _bytes.GetSpan(40), out var length);
        _bytes.Advance(length);
    }

    void Text(string text) => _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    void Send()
    {
        output.Write(_bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
    }
}
