using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;

namespace Rondo.Engine.Tests.Algorithms.Linear;

/// <summary>A training set with scikit-learn's answer.</summary>
sealed record LinearCase(string Name, JsonElement Json, TrainingSet Data)
{
    public static LinearCase[] All(string part)
    {
        using var golden = GoldenFile.Read(part, part + ".json");
        return [.. golden.RootElement.Clone().GetProperty("cases").EnumerateArray().Select(Of)];
    }

    public double Number(string name) => Json.GetProperty(name).GetDouble();

    /// <summary>The largest difference between the model's coefficients, intercepts and predictions and scikit-learn's, in units of at least 1.</summary>
    public (double Coefficients, double Predictions) Differences(LinearModel model)
    {
        var coefficients = 0.0;
        for (var k = 0; k < model.Scores; k++)
        {
            var isOneScore = Json.TryGetProperty("intercept", out var intercept);
            var expected = GoldenFile.Doubles(isOneScore ? Json.GetProperty("coefficients") : Json.GetProperty("coefficients")[k]);
            Assert.Equal(expected.Length, model.Coefficients(k).Length);
            for (var i = 0; i < expected.Length; i++) coefficients = Math.Max(coefficients, Difference(expected[i], model.Coefficients(k)[i]));
            coefficients = Math.Max(coefficients, Difference((isOneScore ? intercept : Json.GetProperty("intercepts")[k]).GetDouble(), model.Intercepts[k]));
        }
        var output = new double[Data.Rows * model.Outputs];
        model.Predict(Data.Features, output);
        var predictions = GoldenFile.Doubles(Json.GetProperty("predictions")).Zip(output, Difference).Max();
        return (coefficients, predictions);
    }

    static double Difference(double expected, double actual) => Math.Abs(expected - actual) / Math.Max(1, Math.Abs(expected));

    static LinearCase Of(JsonElement json)
    {
        var cardinalities = GoldenFile.Doubles(json.GetProperty("cardinalities"));
        var features = cardinalities.Select((c, j) => new Feature($"x{j}", (int)c)).ToArray();
        // A missing code is -1 in the file.
        var columns = json.GetProperty("columns").EnumerateArray()
            .Select((column, j) => GoldenFile.Doubles(column).Select(v => cardinalities[j] > 0 && v < 0 ? float.NaN : (float)v).ToArray()).ToArray();
        var values = GoldenFile.Doubles(json.GetProperty("target"));
        var target = Target.Regression(values);
        if (!json.TryGetProperty("alpha", out _))
        {
            var classes = (int)values.Max() + 1;
            target = new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, values, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]);
        }
        var weights = json.GetProperty("weights") is { ValueKind: JsonValueKind.Array } array ? GoldenFile.Doubles(array) : null;
        return new LinearCase(json.GetProperty("name").GetString()!, json, new TrainingSet(new FeatureMatrix(features, columns, values.Length), target) { Weights = weights });
    }
}
