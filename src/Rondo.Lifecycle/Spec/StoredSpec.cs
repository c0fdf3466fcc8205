using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads back what <see cref="SpecJson"/> wrote: the resolved file that runs and packages keep.</summary>
public static class StoredSpec
{
    private const string Derive = "prepare.features.derive";

    /// <param name="name">The model's name, for a file that gave none.</param>
    /// <exception cref="RondoException">It has a word that this version, or the plugins that are loaded, don't know.</exception>
    public static SpecDocument Read(JsonElement spec, string name)
    {
        if (NodeOf(spec, "") is not YamlMap map) throw new RondoException("invalid_package", "The resolved file that is kept with the model is no mapping.");
        return SpecReader.ReadSaid(map) with { DefaultName = name };
    }

    static YamlNode NodeOf(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => new YamlMap([.. value.EnumerateObject().Select(p => EntryOf(p, path))], default),
        // Its keys have an order, which JSON's have not.
        JsonValueKind.Array when path == Derive => new YamlMap([.. value.EnumerateArray().SelectMany(item => item.EnumerateObject()).Select(p => EntryOf(p, path))], default),
        JsonValueKind.Array => new YamlList([.. value.EnumerateArray().Select(item => NodeOf(item, path + "[]"))], default),
        // Numbers that JSON has no words for are kept in the words of YAML.
        JsonValueKind.String when value.GetString() is ".inf" or "-.inf" or ".nan" => Plain(value.GetString()!),
        JsonValueKind.String => new YamlScalar(value.GetString()!, IsQuoted: true, IsVerbatim: false, default),
        _ => Plain(value.GetRawText()),
    };

    static YamlEntry EntryOf(JsonProperty property, string path) =>
        new(property.Name, default, NodeOf(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"));

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);
}
