using System.Text.Json;
using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class GoldenTests
{
    // Bins, tie breaks and hessian factors differ, so trees do; on 600 test rows equal methods lie within 5 %.
    private const double Tolerance = 1.05;

    [Theory]
    [InlineData("regression")]
    [InlineData("binary")]
    [InlineData("multiclass")]
    public void Test_scores_are_as_good_as_those_of_scikit_learn(string name)
    {
        using var golden = GoldenFile.Read("gradient_boosting", "gradient_boosting.json");
        var reference = golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var (all, trainRows) = (Read(reference), reference.GetProperty("train").GetInt32());
        var train = all.Take([.. Enumerable.Range(0, trainRows)]);
        var test = all.Take([.. Enumerable.Range(trainRows, all.Rows - trainRows)]);
        var predictions = (Sets.Quick with { NEstimators = 100 }).Train(train).Predictions(test.Features);
        var score = all.Target.Task == TaskKind.Regression ? Sets.Rmse(predictions, test.Target.Values) : LogLoss(predictions, test.Target);
        Assert.InRange(score, 0, Tolerance * reference.GetProperty("score").GetDouble());
    }

    static TrainingSet Read(JsonElement reference)
    {
        float[][] columns =
        [
            .. reference.GetProperty("columns").EnumerateArray()
                .Select(c => c.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : v.GetSingle()).ToArray()),
        ];
        double[] y = [.. reference.GetProperty("target").EnumerateArray().Select(v => v.GetDouble())];
        var (classes, categories) = (reference.GetProperty("classes").GetInt32(), reference.GetProperty("categories").GetInt32());
        var features = columns.Select((_, j) => new Feature($"x{j}", j == 5 ? categories : 0));
        var target = classes == 0 ? Target.Regression(y)
            : new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, y, [.. Enumerable.Range(0, classes).Select(k => $"{k}")]);
        return new TrainingSet(new FeatureMatrix([.. features], columns, y.Length), target);
    }

    static double LogLoss(double[] predictions, Target target) =>
        -target.Values.Select((y, i) => Math.Log(predictions[i * target.Outputs + (int)y])).Average();
}
