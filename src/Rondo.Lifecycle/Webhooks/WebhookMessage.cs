using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Webhooks;

/// <summary>What is sent: an id that stays the same when it is sent again, and the event in the words of the history.</summary>
/// <param name="Body">JSON in UTF-8.</param>
sealed record WebhookMessage(string Id, byte[] Body)
{
    public string MediaType { get; init; } = "application/json";

    /// <summary>Whether the id is also told in the header that receivers of other programs drop doubles by.</summary>
    public bool HasIdempotencyKey { get; init; }

    public static WebhookMessage Of(string webhook, ModelEvent change) => new(
        string.Create(CultureInfo.InvariantCulture, $"{webhook}_{change.Sequence}"),
        Write($"model.{change.Kind}", change.Time, json =>
        {
            json.WriteString("model", change.Model);
            if (change.Version is { } version) json.WriteNumber("version", version);
            if (change.Alias is { } alias) json.WriteString("alias", alias);
            if (change.Previous is { } previous) json.WriteNumber("previous", previous);
            json.WriteString("by", change.By);
            if (change.Reason is { } reason) json.WriteString("reason", reason);
            json.WriteStartObject("evidence");
            foreach (var (name, value) in change.Evidence) json.WriteString(name, value);
            json.WriteEndObject();
        }));

    /// <summary>One that only shows that messages arrive.</summary>
    public static WebhookMessage Ping(string webhook, DateTimeOffset time) => new(
        string.Create(CultureInfo.InvariantCulture, $"{webhook}_ping_{time.ToUnixTimeMilliseconds()}"),
        Write("ping", time, json => json.WriteString("webhook", webhook)));

    static byte[] Write(string type, DateTimeOffset time, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", time.UtcDateTime);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
