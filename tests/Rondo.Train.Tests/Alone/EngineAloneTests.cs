using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Explanations;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Tests.Alone;

/// <summary>The engine without files, stores or lifecycles: what docs/guide/csharp.md shows.</summary>
public sealed class EngineAloneTests
{
    [Fact]
    public void Ten_lines_fit_predict_evaluate_cross_validate_explain_save_and_load()
    {
        double[] areas = [.. Enumerable.Range(0, 300).Select(i => 20 + (i * 37 % 180))];
        string?[] kinds = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? "house" : "flat")];
        double[] prices = [.. areas.Select((area, i) => (area * (i % 3 == 0 ? 3 : 2)) + (i % 7))];
        var file = Path.GetTempFileName();

        // begin: the engine alone
        var table = Table.Of(("area", new DoubleColumn(areas)), ("kind", TextColumn.From(kinds)), ("price", new DoubleColumn(prices)));
        var (features, target) = table.Separate("price");
        var recipe = Recipe.Of(new RandomForest { NEstimators = 50 });
        var pipeline = recipe.Fit(features, target);
        var predictions = pipeline.Predict(features);
        var rmse = pipeline.Evaluate(features, target)["rmse"];
        var validated = recipe.CrossValidate(features, target, folds: 5).Mean("rmse");
        var contributions = pipeline.Explain(features).Of(row: 0);
        File.WriteAllBytes(file, PipelineFormat.Write(pipeline));
        var loaded = PipelineFormat.Read(File.ReadAllBytes(file));
        // end

        Assert.InRange(rmse!.Value, 0, 10);
        Assert.InRange(validated!.Value, rmse.Value, 25);
        Assert.Equal(2, contributions.Length);
        Assert.Equal(predictions.Values, loaded.Predict(features).Values);
        File.Delete(file);
    }

    [Fact]
    public void The_guide_shows_the_lines_that_are_tested()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Rondo.slnx"))) root = Path.GetDirectoryName(root)!;
        var tested = Between(File.ReadAllText(Path.Combine(root, "tests/Rondo.Train.Tests/Alone/EngineAloneTests.cs")), "// begin: the engine alone\n", "// end");

        Assert.Contains(tested, File.ReadAllText(Path.Combine(root, "docs/guide/csharp.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_and_booleans_are_classes()
    {
        var table = Table.Of(("x", new DoubleColumn([1, 2, 3])), ("y", TextColumn.From(["b", "a", "c"])), ("z", new IntegerColumn(ColumnType.Boolean, [1, 0, 1])));

        Assert.Equal(["a", "b", "c"], table.Separate("y").Target.Classes);
        Assert.Equal([1, 0, 2], table.Separate("y").Target.Values);
        Assert.Equal(TaskKind.Binary, table.Separate("z").Target.Task);
        Assert.Equal(["x", "z"], table.Separate("y").Features.Schema.Fields.Select(f => f.Name));
    }

    [Fact]
    public void A_target_that_is_missing_is_named()
    {
        var table = Table.Of(("price", new DoubleColumn([1, double.NaN])));

        Assert.Equal("Did you mean 'price'?", Assert.Single(Assert.Throws<RondoException>(() => table.Separate("prise")).Mistakes).Hint);
        Assert.Equal(2, Assert.Single(Assert.Throws<RondoException>(() => table.Separate("price")).Mistakes).Row);
    }

    static string Between(string text, string begin, string end)
    {
        text = text.ReplaceLineEndings("\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return string.Join('\n', text[from..text.IndexOf(end, from, StringComparison.Ordinal)].TrimEnd().Split('\n').Select(line => line.Trim()));
    }
}
