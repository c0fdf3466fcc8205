using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of the section <c>prepare</c>.</summary>
static class PrepareSchema
{
    // As CallSpec reads them.
    private const string Outlier = $@"^\s*(none|(z|iqr)\s*(\(\s*{Rule.Number}\s*\))?|quantile_clip\s*(\(\s*{Rule.Number}\s*,\s*{Rule.Number}\s*\))?)$";

    private static JsonObject Columns => Rule.OneOrMore(Rule.Text());

    public static JsonObject Of(PartCatalog parts) => Rule.Section(
    [
        .. SourceSchema.Keys(parts),
        ("schema", Rule.Text().Says("The file of the columns' types, relative to this file; written on the first run.")),
        ("checks", CheckSchema.Of(parts)),
        ("order_by", Columns.Says("Columns that the rows are sorted by, for sources that have no order.")),
        ("time", Rule.Text().Says("The column that says when a row was.")),
        ("entity", Rule.Text().Says("The column that says whom a row is about; its rows stay on one side of the split.")),
        ("missing", Rule.OneOrMore(Rule.Single()).Says("Words of the source that stand for a missing value.")),
        ("drop", Columns.Says("Columns that are no features; expressions may still read them.")),
        ("clean", Clean()),
        ("features", Features(parts)),
        ("split", Split()),
        ("window", LaterSchema.Window().Says("Which training rows are learnt from: all, those of the last span of time, or a uniform draw of so many.")),
        ("balance", Rule.Word(SpecWords.Balances).Says("Whether rare classes weigh more.")),
        ("augment", Rule.Word("none", "smote", "noise").Says("Whether rows are made up; only `none` is supported yet.")),
        ("leakage", Rule.Any(Rule.Word(SpecWords.OnLeak), Rule.Section(
            ("on_found", Rule.Word(SpecWords.OnLeak).Says("What a leak does.")), ("allow", Columns.Says("Columns that are known and wanted."))))
            .Says("What features that know the target do: stop the run, warn, or nothing.")),
        ("limits", Rule.Section(
            ("max_cell_bytes", Rule.Whole(1, int.MaxValue).Says("The largest cell that is read.")),
            ("max_columns", Rule.Whole(1, int.MaxValue).Says("The most columns that are read."))).Says("Bounds that guard against files that are no tables.")),
    ]).With("oneOf", new JsonArray(new JsonObject { ["required"] = Rule.Array(["source"]) }, new JsonObject { ["required"] = Rule.Array(["sources"]) }))
        .With("dependentRequired", new JsonObject { ["query"] = Rule.Array(["sources"]), ["join"] = Rule.Array(["sources"]) })
        .Says("Where the rows come from and how they become features.");

    static JsonObject Clean()
    {
        var fill = Rule.Any(
            Rule.Word(SpecWords.Fills.Except(["constant"])), Rule.Pattern(@"^constant\([\s\S]*\)$"), Rule.Section(("constant", Rule.Single())).Needs("constant"));
        var all = Rule.Any(Rule.Word(SpecWords.Fills.Except(["constant"])), Rule.Pattern(@"^constant\([\s\S]*\)$"), Rule.Map(fill));
        return Rule.Section(
            ("duplicates", Rule.Word(SpecWords.Duplicates).Says("What happens to equal training rows; drop_near also drops copies up to spelling and rounding.")),
            ("missing", all.Says("How missing values are filled: one word for all columns, or a word for each; constant(0) gives the value.")),
            ("outliers", Rule.Any(Rule.Pattern(Outlier), Rule.Map(Rule.Pattern(Outlier))).Says("What happens to values far off: none, z(3), iqr(1.5) or quantile_clip(0.01, 0.99), for all numbers or by column.")),
            ("categories", Rule.Section(
                ("merge_spelling", Rule.Any(Rule.Flag(), Rule.Map(Rule.Map(Rule.Single()))).Says("Whether spellings of one value become one: true, or rules by column, variant to value.")),
                ("rare", Rule.Share().Says("Categories with a smaller share of the training rows become one."))).Says("How categories are put in order."))).Says("What is put right before features are made.");
    }

    static JsonObject Features(PartCatalog parts) => Rule.Section(
        ("derive", Rule.Map(Rule.Single()).Says("New columns by expressions, in the order written: a later one may use an earlier one.")),
        ("transforms", Rule.List(PartSchema.OneOf(parts, "transform"), min: 1).Says("Transforms of any name, one after another.")),
        ("encode", Rule.Map(Rule.Word([.. SpecWords.Encodings, "tfidf"])).Says("How a column of categories becomes numbers.")),
        ("scale", Rule.Any(Rule.Word(["auto", .. SpecWords.Scalers, "none"]), Rule.Map(Rule.Word([.. SpecWords.Scalers, "none"]))).Says("How numbers are scaled, for all columns or by column; auto scales for models that need it.")),
        ("dates", Rule.Word(SpecWords.Dates).Says("How dates and times become numbers.")),
        ("holidays", Rule.OneOrMore(Rule.Any(Rule.Word(SpecWords.Calendars), Rule.Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))).Says("A calendar by name, or dates as 2026-12-24.")),
        ("select", Rule.Section(
            ("method", Rule.Word(SpecWords.Selections).Says("How features are chosen.")),
            ("keep", Rule.Whole(1, 1_000_000).Says("How many stay.")),
            ("threshold", Rule.Real().Says("The method's own bound."))).Needs("method").Says("Leaves out features that tell little.")),
        ("drop", Columns.Says("Columns, derived ones too, that are no features."))).Says("What the models see.");

    static JsonObject Split() => Rule.Section(
        ("strategy", Rule.Word(SpecWords.Splits).Says("How test rows are chosen.")),
        ("test", Rule.Share().Says("The share of rows held out for the test.")),
        ("seed", Rule.Whole(0).Says("The seed of everything random.")),
        ("column", Rule.Text().Says("A column of `train` and `test`.")),
        ("key", Rule.Text().Says("The column whose hash decides.")),
        ("from", Rule.Single().Says("Rows at or after this point of `time` are test rows.")),
        ("group", Rule.Text().Says("The column whose equal values stay on one side."))).Says("Which rows are held out to test on.");
}
