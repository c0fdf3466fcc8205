using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of <c>prepare.checks</c>: a few words, and each other key a column with its checks.</summary>
static class CheckSchema
{
    public static JsonObject Of(PartCatalog parts)
    {
        var column = Column(parts);
        var rows = Rule.Section(
            ("min", Rule.Whole(0).Says("At least so many rows.")), ("max", Rule.Whole(0).Says("At most so many rows.")), ("on_fail", Rule.Word("stop", "warn")));
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["rows"] = Rule.Any(Rule.Word("history", "any"), rows.With("minProperties", 1)).Says("How many rows there must be: bounds, `history` (not far from earlier runs) or `any`."),
                ["where"] = Rule.OneOrMore(Rule.Any(Rule.Single(), Rule.Section(("condition", Rule.Single()), ("on_fail", OnFail())).Needs("condition"))).Says("Conditions that each row must meet."),
                ["unique"] = Unique().Says("Columns whose values together come only once."),
                ["columns"] = Rule.Map((JsonObject)column.DeepClone()).Says("Checks of columns, for those that are called like a word of this section."),
                ["on_fail"] = OnFail().Says("What a failed check does unless it says so itself."),
            },
            ["additionalProperties"] = column,
        }.Says("What the data must satisfy before anything is learnt from them.");
    }

    static JsonObject OnFail() => Rule.Word("stop", "warn", "quarantine");

    static JsonObject Unique()
    {
        var keys = Rule.Section(("columns", Rule.OneOrMore(Rule.Text())), ("on_fail", OnFail())).Needs("columns");
        return Rule.OneOrMore(Rule.Any(Rule.Text(), Rule.List(Rule.Text(), min: 1), keys));
    }

    static JsonObject Column(PartCatalog parts)
    {
        if (!parts.OfKind("check").Any()) return new JsonObject();
        var range = parts.OfKind("check").FirstOrDefault(p => p.Name == "range");
        return Rule.Section(
        [
            .. parts.OfKind("check").Select(p => (p.Name, Check(p))),
            .. (range?.Parameters ?? []).Select(p => (p.Name, PartSchema.Parameter(p))),
            ("on_fail", OnFail().Says("What a failed check of this column does.")),
        ]);
    }

    // Its parameters, the value of the first of them, or true where it needs none.
    static JsonObject Check(PartInfo check)
    {
        JsonObject[] shorter = check.Parameters is [var first, ..] ? [PartSchema.Value(first)] : [];
        return Rule.Any([.. shorter, new JsonObject { ["const"] = true }, PartSchema.Parameters(check)]).Says(check.Summary);
    }
}
