using System.Text.Json.Nodes;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Tests.Spec.JsonSchema;

/// <summary>A YAML text as an editor's validator sees it.</summary>
static class YamlAsJson
{
    public static JsonNode? Of(string text)
    {
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(text, "rondo.yaml", mistakes);
        return mistakes.Count == 0 ? Of(root!) : throw new RondoException(mistakes);
    }

    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Of)]),
        _ => ((YamlScalar)node).Value switch
        {
            null => null,
            bool flag => flag,
            long whole => whole,
            double number when double.IsFinite(number) => number,
            _ => ((YamlScalar)node).Text,
        },
    };
}
