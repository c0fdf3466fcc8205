using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The few forms that values of a lifecycle file have, as JSON Schema (draft 2020-12).</summary>
static class Rule
{
    /// <summary>A number as files write one, for patterns.</summary>
    public const string Number = @"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?";

    public static JsonObject Text() => new() { ["type"] = "string" };

    /// <summary>Any single value: a number or true is taken as it is spelled.</summary>
    public static JsonObject Single() => Types("string", "number", "boolean");

    public static JsonObject Types(params string[] types) => new() { ["type"] = Array(types) };

    public static JsonObject Flag() => new() { ["type"] = "boolean" };

    public static JsonObject Word(params IEnumerable<string> words) => new() { ["enum"] = Array(words) };

    public static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    public static JsonObject Whole(long? min = null, long? max = null) => Bounded("integer", min, max);

    public static JsonObject Real(double? min = null, double? max = null) => Bounded("number", min, max);

    /// <summary>Above 0 and below 1.</summary>
    public static JsonObject Share() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0, ["exclusiveMaximum"] = 1 };

    public static JsonObject Positive() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 };

    public static JsonObject List(JsonObject item, int min = 0) =>
        min == 0 ? new JsonObject { ["type"] = "array", ["items"] = item } : new JsonObject { ["type"] = "array", ["items"] = item, ["minItems"] = min };

    /// <summary>One, or a list of them.</summary>
    public static JsonObject OneOrMore(JsonObject item) => Any(item, List((JsonObject)item.DeepClone()));

    /// <summary>A mapping whose keys the user names.</summary>
    public static JsonObject Map(JsonObject value) => new() { ["type"] = "object", ["additionalProperties"] = value };

    public static JsonObject Any(params JsonObject[] rules) => new() { ["anyOf"] = new JsonArray([.. rules]) };

    /// <summary>A mapping of these keys and no others.</summary>
    public static JsonObject Section(params (string Key, JsonObject Rule)[] keys) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(keys.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)k.Rule))),
        ["additionalProperties"] = false,
    };

    public static JsonArray Array(IEnumerable<string> words) => [.. words.Select(w => (JsonNode)w)];

    extension(JsonObject rule)
    {
        /// <summary>What an editor shows beside the key.</summary>
        public JsonObject Says(string description)
        {
            rule["description"] = description;
            return rule;
        }

        public JsonObject Needs(params string[] keys) => rule.With("required", Array(keys));

        public JsonObject With(string keyword, JsonNode value)
        {
            rule[keyword] = value;
            return rule;
        }
    }

    static JsonObject Bounded<T>(string type, T? min, T? max)
        where T : struct
    {
        var rule = new JsonObject { ["type"] = type };
        if (min is { } low) rule["minimum"] = JsonValue.Create(low);
        if (max is { } high) rule["maximum"] = JsonValue.Create(high);
        return rule;
    }
}
