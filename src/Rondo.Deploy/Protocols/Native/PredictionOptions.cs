using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>What a caller wants to know besides the predictions.</summary>
record struct PredictionOptions(bool Explain, double? Interval, string? Unit, long? Time)
{
    /// <summary>Rows of the body may come without an envelope: then the address says it.</summary>
    public static PredictionOptions Of(HttpRequest request)
    {
        if (!request.QueryString.HasValue) return default;
        var options = default(PredictionOptions);
        if (request.Query["explain"] is [{ } explain])
            options.Explain = bool.TryParse(explain, out var flag) ? flag : throw ServingException.Invalid([new Problem(null, "explain", "true or false", Got.Text(explain))]);
        if (request.Query["interval"] is [{ } interval])
        {
            if (!double.TryParse(interval, NumberStyles.Float, CultureInfo.InvariantCulture, out var level) || !IsLevel(level)) throw BadLevel(Got.Text(interval));
            options.Interval = level;
        }
        return options;
    }

    public static double LevelOf(ref readonly Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var level) && IsLevel(level) ? level : throw BadLevel(Got.Of(in reader));

    static bool IsLevel(double level) => level is > 0 and < 1;

    static ServingException BadLevel(string got) => ServingException.Invalid([new Problem(null, "interval", "a probability above 0 and below 1", got)]);
}
