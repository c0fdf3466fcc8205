using System.Text.Json;

namespace Rondo.Client.Predictions;

/// <summary>Reads what the server says of rows, and what it refuses of them.</summary>
static class PredictionReader
{
    /// <exception cref="RondoClientException">The answer is not what the protocol says.</exception>
    public static PredictionSet Read(byte[] body, int rows)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            Prediction[] predictions = [.. root.GetProperty("predictions").EnumerateArray().Select(Row)];
            if (predictions.Length != rows) throw new JsonException(FormattableString.Invariant($"{rows} rows got {predictions.Length} predictions."));
            return new PredictionSet(root.GetProperty("model").GetString()!, root.GetProperty("version").GetInt32(), predictions);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RondoClientException($"The server's answer is not what its API says: {e.Message}", 200, null, e);
        }
    }

    /// <summary>None when the body says none.</summary>
    public static IReadOnlyList<RefusedValue> Details(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("details", out var details)
                ? [.. details.EnumerateArray().Select(d => new RefusedValue(
                    d.TryGetProperty("row", out var row) ? row.GetInt32() : null, d.TryGetProperty("column", out var column) ? column.GetString() : null,
                    d.GetProperty("expected").GetString() ?? "", d.GetProperty("got").GetString() ?? ""))]
                : [];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    static Prediction Row(JsonElement row)
    {
        var said = row.GetProperty("prediction");
        return new Prediction(row.GetProperty("prediction_id").GetString()!)
        {
            Number = said.ValueKind == JsonValueKind.Number ? said.GetDouble() : null,
            Class = said.ValueKind == JsonValueKind.String ? said.GetString() : null,
            Probabilities = row.TryGetProperty("probabilities", out var probabilities) ? Numbers(probabilities) : new Dictionary<string, double>(),
            Interval = row.TryGetProperty("interval", out var interval) ? (interval[0].GetDouble(), interval[1].GetDouble()) : null,
            Explanation = row.TryGetProperty("contributions", out var contributions)
                ? new Explanation(Numbers(contributions), row.GetProperty("base").GetDouble(), row.GetProperty("space").GetString()!, row.GetProperty("exact").GetBoolean())
                : null,
        };
    }

    static Dictionary<string, double> Numbers(JsonElement json) => json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal);
}
