using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Tests.Transforms.Selection;

/// <summary>Reference values of feature selection from scikit-learn; the script that made them lies beside them.</summary>
static class SelectionGolden
{
    public static JsonElement Reference { get; } = GoldenFile.Read("selection", "selection.json").RootElement;

    public static JsonElement Set(string name) => Reference.GetProperty("sets").GetProperty(name);

    /// <summary>A set's columns and what is to be told from them.</summary>
    public static (Table Table, TransformContext Context) Load(string name)
    {
        var set = Set(name);
        var names = set.GetProperty("names").EnumerateArray().Select(v => v.GetString()!);
        var y = GoldenFile.Doubles(set.GetProperty("y"));
        var table = Table.Of(names.Zip(set.GetProperty("columns").EnumerateArray(), (n, c) => (n, (Column)new DoubleColumn(GoldenFile.Doubles(c)))));
        var target = name switch
        {
            "diabetes" => Target.Regression(y),
            "breast_cancer" => new Target(TaskKind.Binary, y, ["malignant", "benign"]),
            _ => new Target(TaskKind.Multiclass, y, ["a", "b", "c"]),
        };
        return (table, new TransformContext(target));
    }
}
