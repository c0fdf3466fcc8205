using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Deploy.Flags;
using Rondo.Deploy.Host;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Serving;

/// <summary>What the file that a model was trained from says of its serving: the sections <c>deploy</c> and <c>observe</c>.</summary>
/// <param name="spec">The resolved file as it stands in the package.</param>
public sealed class DeclaredServing(JsonElement spec)
{
    static readonly (string Section, string Group, string Key, string Flag)[] s_flags =
    [
        ("deploy", "rest", "port", "--port"), ("deploy", "rest", "bind", "--bind"), ("deploy", "rest", "api_key_file", "--api-key-file"),
        ("deploy", "rest", "max_body", "--max-body"), ("deploy", "rest", "max_rows", "--max-rows"), ("deploy", "rest", "concurrency", "--concurrency"),
        ("deploy", "rest", "rate_limit", "--rate-limit"), ("deploy", "rest", "timeout", "--timeout"), ("deploy", "rest", "memory", "--memory"),
        ("observe", "log", "retain", "--log-retain"), ("observe", "log", "max_bytes", "--log-max-bytes"),
    ];

    /// <summary>The column by which rows are completed; null when they bring everything.</summary>
    public string? EntityLookup => Text("deploy", "rest", "entity_lookup");

    public LogPolicy Log => new(
        Value("observe", "log", "sample") is { ValueKind: JsonValueKind.Number } sample ? sample.GetDouble() : 1,
        Masked(),
        Value("observe", "log", "durable") is { ValueKind: JsonValueKind.True });

    /// <summary>A flag's texts as the file has them; none when the file is silent about it.</summary>
    public IReadOnlyList<string> Flag(Flag flag)
    {
        // Said by the file, callers need no keys wherever they are.
        if (flag.Name == "--open") return Text("deploy", "rest", "auth") == "none" ? ["true"] : [];
        foreach (var (section, group, key, name) in s_flags)
            if (name == flag.Name && Text(section, group, key) is { } text) return [text];
        return [];
    }

    /// <exception cref="RondoException">The file wants keys, and none were given.</exception>
    public void Require(HostSettings settings)
    {
        if (Text("deploy", "rest", "auth") == "api_key" && settings.Options.Keys is null)
            throw new RondoException("keys_needed", "The model's file asks for API keys (deploy.rest.auth: api_key), and there is no file with keys.", "Give --api-key-file FILE, or name one in deploy.rest.api_key_file.");
    }

    ImmutableHashSet<string> Masked() => Value("observe", "mask") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!)],
        _ => [],
    };

    string? Text(params ReadOnlySpan<string> path) => spec.TextAt(path);

    JsonElement? Value(params ReadOnlySpan<string> path) => spec.At(path);
}
