using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of where rows come from: <c>prepare.source</c>, <c>sources</c>, <c>query</c> and <c>join</c>.</summary>
static class SourceSchema
{
    public static IEnumerable<(string Key, JsonObject Rule)> Keys(PartCatalog parts) =>
    [
        ("source", Source(parts).Says("Where the rows are: paths, globs, an address, or `{ from: ..., format: ... }` with the source's parameters.")),
        ("sources", Rule.Map(Source(parts)).Says("Several sources by name; `query` or `join` makes one table of them.")),
        ("query", Rule.Text().Says("SQL over the names of `sources`.")),
        ("join", Join()),
    ];

    static JsonObject Source(PartCatalog parts) => Rule.Any(Paths(), Described(parts));

    static JsonObject Paths() => Rule.OneOrMore(Rule.Pattern(@"\S"));

    static JsonObject Described(PartCatalog parts)
    {
        var sources = parts.OfKind("source").ToArray();
        // A format that is not given is found from the address or the ending; then any source's parameter may stand.
        var parameters = sources.SelectMany(s => s.Parameters).GroupBy(p => p.Name, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Select(PartSchema.Parameter).DistinctBy(r => r.ToJsonString()).ToArray() is [var only] ? only : Rule.Any([.. g.Select(PartSchema.Parameter)])));
        var described = Rule.Section(
        [
            ("from", Paths().Says("Paths and globs relative to this file, or one address; secrets as ${NAME}.")),
            ("format", Rule.Word(sources.Select(s => s.Name)).Says("The kind of source; found from the address or the ending when left out.")),
            .. parameters,
            .. sources.Any(s => s.Parameters.Any(p => p.Name == "table")) ? [] : new[] { ("table", Rule.Text().Says("The table of a database.")) },
        ]).Needs("from");
        return described.With("allOf", new JsonArray([.. sources.Select(OnlyItsParameters)]));
    }

    // At an address the scheme says which part reads it, and the format what lies there.
    static JsonNode OnlyItsParameters(PartInfo source) => new JsonObject
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["format"] = new JsonObject { ["const"] = source.Name },
                ["from"] = new JsonObject { ["not"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z][A-Za-z0-9+.-]*://" } },
            },
            ["required"] = Rule.Array(["format"]),
        },
        ["then"] = new JsonObject { ["propertyNames"] = Rule.Word(["from", "format", .. source.Parameters.Select(p => p.Name)]) },
    };

    static JsonObject Join()
    {
        var joined = Rule.Section(
            ("on", Rule.OneOrMore(Rule.Text()).Says("The columns that must be equal.")),
            ("as_of", Rule.Text().Says("The base's time: of the other source only rows up to it are seen.")),
            ("time", Rule.Text().Says("The other source's time, when it is called otherwise."))).Needs("on");
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["base"] = Rule.Text().Says("The source whose rows are kept.") },
            ["required"] = Rule.Array(["base"]),
            ["additionalProperties"] = joined,
        }.Says("How the other sources are joined to the base, without SQL.");
    }
}
