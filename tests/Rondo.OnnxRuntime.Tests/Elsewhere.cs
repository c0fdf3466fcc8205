using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Foreign;

namespace Rondo.OnnxRuntime.Tests;

/// <summary>Models of tests/golden/onnx, and what those who made them say of some rows.</summary>
static class Elsewhere
{
    static readonly JsonElement _answers = JsonDocument.Parse(File.ReadAllText(PathOf("answers.json"))).RootElement;

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "golden", name);

    public static ForeignRequest Request(string name) => new(PathOf(name + ".onnx"), name);

    public static FittedPipeline Pipeline(ForeignRequest request)
    {
        NeedsRuntime();
        return ForeignModel.Try(request).Pipeline;
    }

    public static void NeedsRuntime() => Assert.SkipUnless(Ort.IsThere, "ONNX Runtime's library is not here; `npm ci` restores it.");

    /// <summary>The rows that a model's makers asked it, as columns of its signature.</summary>
    public static Table Rows(string name, Schema input)
    {
        var rows = _answers.GetProperty(name).GetProperty("rows").EnumerateArray().ToArray();
        return Table.Of(input.Fields.Select((field, j) =>
        {
            var cells = rows.Select(row => row.ValueKind == JsonValueKind.Array ? row[j] : row.GetProperty(field.Name)).ToArray();
            return (field.Name, (Column)(field.Type switch
            {
                ColumnType.Text => TextColumn.From([.. cells.Select(c => c.GetString())]),
                ColumnType.Double => new DoubleColumn([.. cells.Select(c => c.GetDouble())]),
                _ => new IntegerColumn(field.Type, [.. cells.Select(c => c.GetInt64())]),
            }));
        }));
    }

    /// <summary>Row by row what the makers' own library says.</summary>
    public static double[] Answers(string name) => _answers.GetProperty(name) is var answers && answers.TryGetProperty("predictions", out var numbers)
        ? [.. numbers.EnumerateArray().Select(n => n.GetDouble())]
        : [.. answers.GetProperty("probabilities").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(n => n.GetDouble()))];
}
