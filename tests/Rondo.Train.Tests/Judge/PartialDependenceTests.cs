using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Train.Judge;

namespace Rondo.Train.Tests.Judge;

public sealed class PartialDependenceTests
{
    [Fact]
    public void Curves_equal_scikit_learns()
    {
        using var golden = Golden();
        var root = golden.RootElement;
        double[][] columns = [.. root.GetProperty("columns").EnumerateArray().Select(Doubles)];
        var table = Table.Of(columns.Select((values, j) => ($"x{j}", (Column)new DoubleColumn(values))));
        var pipeline = new Recipe([], new RidgeRegression { Alpha = 0 }).Fit(table, new RecipeData(Target.Regression(Doubles(root.GetProperty("target")))), new FitContext());
        var curve = PartialDependence.Compute(pipeline, table, "x1", new DoubleColumn(Doubles(root.GetProperty("grid"))), individual: 60);

        AssertNear(Doubles(root.GetProperty("average")), curve.Mean);
        var individual = root.GetProperty("individual").EnumerateArray().Select(Doubles).ToArray();
        for (var row = 0; row < 60; row++) AssertNear(individual[row], curve.Individual[row]);
        Assert.Equal(["prediction"], curve.Outputs);
    }

    [Fact]
    public void Trees_give_what_setting_the_value_by_hand_gives()
    {
        var (table, data) = SmallData.Make(300);
        var pipeline = new Recipe([], new GradientBoosting { NEstimators = 20 }).Fit(table, data, new FitContext());
        var curve = PartialDependence.Compute(pipeline, table, "signal", points: 5);

        Assert.Equal(5, curve.Grid.Length);
        for (var point = 0; point < 5; point++)
        {
            var value = ((DoubleColumn)curve.Grid).Values[point];
            var byHand = pipeline.Predict(table.With("signal", new DoubleColumn([.. Enumerable.Repeat(value, 300)]))).Values.Average();
            Assert.Equal(byHand, curve.Mean[point], 1e-9);
        }
        Assert.True(curve.Mean[4] > curve.Mean[0] + 10);
    }

    [Fact]
    public void Grids_have_the_columns_type_and_its_own_values()
    {
        var table = Table.Of(
            ("word", TextColumn.From(["b", "a", "b", null, "c", "b"])),
            ("whole", new IntegerColumn(ColumnType.Int64, [1, 5, 9, 0, 5, 7], [false, false, false, true, false, false])),
            ("number", new DoubleColumn([1, double.NaN, double.PositiveInfinity, 2, 3, 4])));
        var target = new Target(TaskKind.Multiclass, [0, 1, 2, 0, 1, 2], ["x", "y", "z"]);
        var pipeline = new Recipe([], new GradientBoosting { NEstimators = 2, EarlyStopping = 0 }).Fit(table, new RecipeData(target), new FitContext());

        var words = PartialDependence.Compute(pipeline, table, "word", points: 2);
        Assert.Equal(["b", "a"], Enumerable.Range(0, 2).Select(i => ((TextColumn)words.Grid)[i]));
        Assert.Equal(["x", "y", "z"], words.Outputs);
        Assert.Equal(6, words.Mean.Length);
        Assert.Equal([1L, 5, 7, 9], ((IntegerColumn)PartialDependence.Compute(pipeline, table, "whole").Grid).Values);
        Assert.Equal([1.0, 2, 3, 4], ((DoubleColumn)PartialDependence.Compute(pipeline, table, "number").Grid).Values);
    }

    [Fact]
    public void An_unknown_column_and_one_without_values_are_named()
    {
        var (table, data) = SmallData.Make(50);
        var pipeline = SmallData.Ridge().Recipe.Fit(table, data, new FitContext());

        Assert.Equal("unknown_column", Assert.Throws<RondoException>(() => PartialDependence.Compute(pipeline, table, "signl")).Mistakes[0].Code);
        var empty = table.With("noise", new DoubleColumn([.. Enumerable.Repeat(double.NaN, 50)]));
        Assert.Equal("no_values", Assert.Throws<RondoException>(() => PartialDependence.Compute(pipeline, empty, "noise")).Mistakes[0].Code);
    }

    static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    static JsonDocument Golden()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "tests", "golden", "partial_dependence", "partial_dependence.json") is var path && File.Exists(path)) return JsonDocument.Parse(File.ReadAllBytes(path));
        throw new FileNotFoundException("tests/golden/partial_dependence/partial_dependence.json");
    }
}
