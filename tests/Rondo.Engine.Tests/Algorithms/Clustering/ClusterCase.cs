using System.Text.Json;
using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Tests.Algorithms.Clustering;

/// <summary>The rows of a golden case: columns with their cardinalities, and weights where there are some.</summary>
static class ClusterCase
{
    public static TrainingSet Read(JsonElement json)
    {
        var cardinalities = GoldenFile.Doubles(json.GetProperty("cardinalities"));
        // A missing code is -1 in the file.
        var columns = json.GetProperty("columns").EnumerateArray()
            .Select((column, j) => GoldenFile.Doubles(column).Select(v => cardinalities[j] > 0 && v < 0 ? float.NaN : (float)v).ToArray()).ToArray();
        var matrix = new FeatureMatrix([.. cardinalities.Select((c, j) => new Feature($"x{j}", (int)c))], columns, columns[0].Length);
        var weights = json.TryGetProperty("weights", out var array) && array.ValueKind == JsonValueKind.Array ? GoldenFile.Doubles(array) : null;
        return new TrainingSet(matrix, Target.Unlabelled(matrix.Rows)) { Weights = weights };
    }
}
