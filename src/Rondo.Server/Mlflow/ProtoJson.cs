using System.Text.Json;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>JSON as MLflow's clients read it: 64-bit numbers are numbers, what is no finite number is a text, empty lists are left out.</summary>
static class ProtoJson
{
    extension(Utf8JsonWriter json)
    {
        public void WriteReal(string name, double value)
        {
            if (double.IsFinite(value)) json.WriteNumber(name, value);
            else json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }

        public void WriteMilliseconds(string name, long microseconds) => json.WriteNumber(name, Math.DivRem(microseconds, 1000).Quotient);

        public void WritePairs(string name, IReadOnlyList<KeyValuePair<string, string>> pairs)
        {
            if (pairs.Count == 0) return;
            json.WriteStartArray(name);
            for (var i = 0; i < pairs.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("key", pairs[i].Key);
                json.WriteString("value", pairs[i].Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        public void WritePoint(LoggedMetric point)
        {
            json.WriteString("key", point.Name);
            json.WriteReal("value", point.Value);
            json.WriteMilliseconds("timestamp", point.TimeMicroseconds);
            json.WriteNumber("step", point.Step);
        }

        public void WriteTexts(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count == 0) return;
            json.WriteStartArray(name);
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }

        public void WriteOptional(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text)) json.WriteString(name, text);
        }

        public void WriteList<T>(string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
        {
            if (items.Count == 0) return;
            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        public void WriteObject<T>(string name, T item, Action<Utf8JsonWriter, T> write)
        {
            json.WriteStartObject(name);
            write(json, item);
            json.WriteEndObject();
        }
    }
}
