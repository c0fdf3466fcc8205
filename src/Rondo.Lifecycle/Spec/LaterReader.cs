using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch.Schedule;
using Rondo.Lifecycle.Spec.JsonSchema;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Holds the steps after training against their schema, with the words of the other steps: they are kept as written, and read by who uses them.</summary>
sealed class LaterReader(SectionReader top)
{
    static readonly Dictionary<string, JsonObject> s_rules = LaterSchema.Sections().ToDictionary(s => s.Key, s => s.Rule, StringComparer.Ordinal);

    /// <param name="key">One of deploy, observe, experiment and retrain.</param>
    public void Check(string key, YamlMap section) => Check(section, key, s_rules[key]);

    void Check(YamlNode node, string at, JsonObject rule)
    {
        if (rule["anyOf"] is JsonArray options) CheckAny(node, at, [.. options.Select(o => (JsonObject)o!)]);
        else if (rule["enum"] is JsonArray words) top.WordOf(node, at, at, [.. words.Select(w => (string)w!)]);
        else if (!Fits(node, rule)) top.WrongType(node, at, Expected(rule), HintFor(node, rule));
        else if (node is YamlMap map) CheckMap(map, at, rule);
        else if (node is YamlList list) CheckItems(list, at, rule);
        else CheckValue((YamlScalar)node, at, rule);
    }

    // What has the right form is what was meant: its own faults are told, not that it is none of the others.
    void CheckAny(YamlNode node, string at, JsonObject[] options)
    {
        if (options.FirstOrDefault(o => Fits(node, o) && Holds(node, o)) is { } fitting) Check(node, at, fitting);
        else if (options.FirstOrDefault(o => node is not YamlScalar && Fits(node, o)) is { } meant) Check(node, at, meant);
        else if (options.FirstOrDefault(o => (o["enum"] ?? o["anyOf"]) is not null && Fits(node, o)) is { } word) Check(node, at, word);
        else top.WrongType(node, at, string.Join(", or ", options.Select(Expected)));
    }

    void CheckMap(YamlMap map, string at, JsonObject rule)
    {
        var keys = rule["properties"] as JsonObject;
        foreach (var entry in map.Entries)
        {
            var path = $"{at}.{entry.Key}";
            if (keys?[entry.Key] is JsonObject known) Check(entry.Value, path, known);
            else if (rule["additionalProperties"] is JsonObject any) Check(entry.Value, path, any);
            else
            {
                var names = keys!.Select(k => k.Key).ToArray();
                top.Add("unknown_key", $"There is no key '{entry.Key}' in '{at}'.", entry.KeyAt, path, Spelling.DidYouMean(entry.Key, names) ?? $"Known here: {string.Join(", ", names)}.");
            }
        }
        foreach (var needed in rule["required"] as JsonArray ?? [])
            if (map[(string)needed!] is null) top.Add("missing_key", $"'{at}.{needed}' is missing.", map.At, $"{at}.{needed}", $"Add `{needed}:`.");
        if (map.Entries.IsEmpty && rule["minProperties"] is not null) top.Add("missing_key", $"'{at}' says nothing.", map.At, at, $"Known here: {string.Join(", ", keys!.Select(k => k.Key))}.");
    }

    void CheckItems(YamlList list, string at, JsonObject rule)
    {
        if ((int?)rule["minItems"] is { } least && list.Items.Length < least)
            top.Add("missing_value", FormattableString.Invariant($"'{at}' has {list.Items.Length} items; expected at least {least}."), list.At, at);
        for (var i = 0; i < list.Items.Length; i++) Check(list.Items[i], FormattableString.Invariant($"{at}[{i}]"), (JsonObject)rule["items"]!);
    }

    void CheckValue(YamlScalar scalar, string at, JsonObject rule)
    {
        if (Holds(scalar, rule)) return;
        if (rule["format"] is not null)
        {
            top.Add("bad_schedule", $"'{at}' is '{scalar.Text}', which says no time.", scalar.At, at, "Write five fields as of cron, such as \"0 2 * * *\" (every day at two, UTC), or @hourly, @daily, @weekly, @monthly.");
            return;
        }
        if (rule["pattern"] is not null) top.WrongType(scalar, at, Expected(rule));
        else top.Add("out_of_range", $"'{at}' is {scalar.Text}; expected {Expected(rule)}.", scalar.At, at);
    }

    static bool Fits(YamlNode node, JsonObject rule) =>
        rule["anyOf"] is JsonArray options ? options.Any(o => Fits(node, (JsonObject)o!))
        : rule["enum"] is not null ? node is YamlScalar { Value: string }
        : rule["type"] is JsonArray several ? several.Any(t => IsOf(node, (string)t!))
        : IsOf(node, (string)rule["type"]!);

    static bool IsOf(YamlNode node, string type) => (type, node) switch
    {
        ("object", YamlMap) or ("array", YamlList) or ("string", YamlScalar { Value: string }) or ("boolean", YamlScalar { Value: bool }) or ("integer" or "number", YamlScalar { Value: long }) => true,
        ("integer", YamlScalar { Value: double value }) => value == Math.Floor(value),
        ("number", YamlScalar { Value: double value }) => double.IsFinite(value),
        _ => false,
    };

    static bool Holds(YamlNode node, JsonObject rule)
    {
        if (rule["anyOf"] is JsonArray options) return options.Any(o => Fits(node, (JsonObject)o!) && Holds(node, (JsonObject)o!));
        if (node is not YamlScalar scalar) return true;
        if (rule["enum"] is JsonArray words) return words.Any(w => (string)w! == scalar.Text);
        if ((string?)rule["format"] == LaterSchema.Cron) return DeclaredBatch.IsSchedule(scalar.Text);
        if (rule["pattern"] is { } pattern) return Regex.IsMatch(scalar.Text, (string)pattern!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        if (scalar.Value is not (long or double)) return true;
        var number = Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture);
        return !(number < Bound(rule, "minimum")) && !(number > Bound(rule, "maximum")) && !(number <= Bound(rule, "exclusiveMinimum")) && !(number >= Bound(rule, "exclusiveMaximum"));
    }

    static double? Bound(JsonObject rule, string keyword) => rule[keyword] is { } bound ? Convert.ToDouble(bound.ToString(), CultureInfo.InvariantCulture) : null;

    static string Expected(JsonObject rule)
    {
        if (rule["anyOf"] is JsonArray options) return string.Join(", or ", options.Select(o => Expected((JsonObject)o!)));
        if (rule["enum"] is JsonArray words) return words.Count == 1 ? $"'{words[0]}'" : $"one of {string.Join(", ", words.Select(w => (string)w!))}";
        if ((string?)rule["pattern"] == LaterSchema.Span) return "a duration such as 30s, 2h or 7d";
        if ((string?)rule["pattern"] == LaterSchema.Percent) return "a percentage such as 10%";
        if ((string?)rule["pattern"] == LaterSchema.ClockTime) return "a time of the day such as 22:00";
        if (rule["type"] is JsonArray) return "a single value";
        return (string)rule["type"]! switch
        {
            "object" => "a mapping of keys and values",
            "array" => $"a list of items, each {Expected((JsonObject)rule["items"]!)}",
            "boolean" => "true or false",
            "integer" => $"a whole number{Range(rule)}",
            "number" => $"a number{Range(rule)}",
            _ => "text",
        };
    }

    static string Range(JsonObject rule) => (Bound(rule, "minimum"), Bound(rule, "maximum"), Bound(rule, "exclusiveMinimum"), Bound(rule, "exclusiveMaximum")) switch
    {
        ({ } least, { } most, _, _) => FormattableString.Invariant($" from {least} to {most}"),
        ({ } least, null, _, _) => FormattableString.Invariant($" from {least} on"),
        (_, _, { } above, { } below) => FormattableString.Invariant($" above {above} and below {below}"),
        (_, _, { } above, null) => FormattableString.Invariant($" above {above}"),
        _ => "",
    };

    static string? HintFor(YamlNode node, JsonObject rule) =>
        rule["type"] is JsonValue type && (string)type! == "string" && node is YamlScalar { Value: not (null or string) } scalar ? $"If it is text, quote it: \"{scalar.Text}\"." : null;
}
