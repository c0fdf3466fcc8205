using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Checks;

namespace Rondo.Cli.Output;

/// <summary>A schema as a person reads it, and as programs do.</summary>
static class SchemaView
{
    public static void Write(TextWriter writer, SchemaFile schema, string path)
    {
        writer.WriteLine(path);
        if (Rows(schema) is { } rows) writer.WriteLine(rows.Expected);
        foreach (var key in schema.Unique) writer.WriteLine($"no {string.Join(", ", key.Columns)} twice");
        TextTable.Write(writer, ["column", "type", "required", "missing", "values"], [.. schema.Columns.Select(column => (IReadOnlyList<string>)
        [
            column.Name,
            column.Type.Word,
            column.IsOptional ? "no" : "yes",
            Missing(column),
            string.Join("; ", Checks(column).Select(c => c.Check.Expected)),
        ])]);
    }

    public static JsonObject Json(SchemaFile schema, string path) => new()
    {
        ["file"] = path,
        ["rows"] = schema.Rows is { } rows ? new JsonObject { ["min"] = rows.Min, ["max"] = rows.Max } : null,
        ["unique"] = new JsonArray([.. schema.Unique.Select(u => (JsonNode)new JsonArray([.. u.Columns.Select(c => (JsonNode)c)]))]),
        ["columns"] = new JsonArray([.. schema.Columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type.Word,
            ["required"] = !column.IsOptional,
            ["nullable"] = column.IsNullable,
            ["present"] = column.Present,
            ["checks"] = new JsonObject(Checks(column).Select(c => KeyValuePair.Create(c.Name, (JsonNode?)Rondo.Lifecycle.Reports.ReportJson.Params(PartCatalog.Values(c.Check))))),
        })]),
    };

    static string Missing(SchemaColumn column) => column.IsNullable == false ? "none"
        : column.Present is { } share ? string.Create(CultureInfo.InvariantCulture, $"up to {(1 - share) * 100:0.##}%")
        : "any";

    static RowsCheck? Rows(SchemaFile schema) => schema.Rows is { } rows ? new RowsCheck { Min = rows.Min ?? 0, Max = rows.Max } : null;

    static IEnumerable<(string Name, ICheck Check)> Checks(SchemaColumn column) =>
        column.Checks.Checks.Select(c => (c.Key, RondoParts.Catalog.Create<ICheck>(c.Key, c.Value)));
}
