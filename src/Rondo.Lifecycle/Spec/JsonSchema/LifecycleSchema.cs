using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>
/// The JSON Schema of lifecycle files: their keys, words and parts with bounds and descriptions, so that an editor completes and checks while one types.
/// It knows nothing of data; what depends on columns or on several keys together is the reader's matter.
/// </summary>
public static class LifecycleSchema
{
    /// <summary>The name of the file that the schema is kept in.</summary>
    public const string FileName = "rondo.schema.json";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <param name="parts">The parts that files may name; plugins' parts too when they are loaded.</param>
    public static JsonObject Of(PartCatalog parts)
    {
        var root = Rule.Section(
        [
            ("version", Rule.Whole(1, 1).Says("The version of the file's format: 1.")),
            ("name", Rule.Pattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$").Says("The model's name; the file's or folder's name when left out.")),
            ("define", DefineSchema.Of()),
            ("prepare", PrepareSchema.Of(parts)),
            ("train", TrainSchema.Of(parts)),
            .. LaterSchema.Sections(),
        ]).Needs("define", "prepare");
        var whole = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Rondo lifecycle file", ["description"] = "What is to be predicted, from which rows, by which models, and what happens to them afterwards." };
        foreach (var (key, value) in root) whole[key] = value?.DeepClone();
        return whole;
    }

    /// <summary>The schema as it is printed and kept in the documentation.</summary>
    public static string Text(PartCatalog parts) => Of(parts).ToJsonString(s_indented) + "\n";
}
