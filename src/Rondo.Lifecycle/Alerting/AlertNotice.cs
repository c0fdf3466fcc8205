using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Lifecycle.Alerting;

/// <summary>What is told: a rule fires, or is over. It goes out under the same id however often it is sent.</summary>
public sealed record AlertNotice
{
    public const string Firing = "firing", Resolved = "resolved", Test = "test";

    public required string Id { get; init; }

    /// <summary><see cref="Firing"/>, <see cref="Resolved"/> or <see cref="Test"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Alert { get; init; }

    public required string Model { get; init; }

    /// <summary>The version that served when the window was looked at.</summary>
    public required int Version { get; init; }

    public required string When { get; init; }

    public required string Severity { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The window that decided; null for a test.</summary>
    public DateTimeOffset? WindowFrom { get; init; }

    public DateTimeOffset? WindowTo { get; init; }

    /// <summary>How many windows in a row it held.</summary>
    public int Windows { get; init; }

    /// <summary>The signals that the condition is about, in that window.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public string? Reason { get; init; }

    /// <summary>One line for people.</summary>
    [JsonIgnore]
    public string Title => string.Create(CultureInfo.InvariantCulture, $"[{Kind}] {Model}@{Version}: {When} ({Severity})");

    /// <summary>What happened, in a sentence.</summary>
    [JsonIgnore]
    public string Story => Kind switch
    {
        Firing => Reason ?? $"The condition {When} holds{Span}{Measured}.",
        Resolved => Reason ?? $"The condition {When} no longer holds{Span}{Measured}.",
        _ => $"This is a test: nothing happened. A rule on {When} tells its alerts here.",
    };

    string Span => (WindowFrom, WindowTo) is ({ } from, { } to) ? $" in the window from {from.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {to.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(Windows > 1 ? $", {Windows} in a row" : "")}" : "";

    string Measured => Values.Count == 0 ? "" : ": " + string.Join(", ", Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} is {v.Value:G6}")));

    /// <summary>The message as programs get it.</summary>
    public byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(new AlertDocument($"alert.{Kind}", Time.UtcDateTime, this), AlertJson.Default.AlertDocument);
}

/// <summary>The frame of a message, the same as that of other webhooks.</summary>
sealed record AlertDocument(string Type, DateTime Timestamp, AlertNotice Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(AlertNotice))]
[JsonSerializable(typeof(Channels.AlertTarget))]
[JsonSerializable(typeof(System.Collections.Immutable.ImmutableArray<Channels.AlertTarget>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
sealed partial class AlertJson : JsonSerializerContext;
