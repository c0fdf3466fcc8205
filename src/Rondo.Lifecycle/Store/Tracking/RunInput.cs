using System.Text.Json;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Data that a run read, as its program tells of them.</summary>
public sealed record RunInput
{
    /// <summary>The tag that says what the data were for, such as training.</summary>
    public const string ContextTag = "mlflow.data.context";

    public required string Name { get; init; }

    public required string Digest { get; init; }

    public required string SourceType { get; init; }

    public required string Source { get; init; }

    public string? Schema { get; init; }

    public string? Profile { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    internal static IReadOnlyList<KeyValuePair<string, string>> TagsOf(string json) =>
        [.. JsonSerializer.Deserialize(json, StoreJson.Default.DictionaryStringString)!];

    internal string TagsJson()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Tags) tags[name] = value;
        return JsonSerializer.Serialize(tags, StoreJson.Default.DictionaryStringString);
    }
}

/// <summary>A logged model that a run made, and at which step.</summary>
public sealed record RunOutput(string ModelId, long Step);
