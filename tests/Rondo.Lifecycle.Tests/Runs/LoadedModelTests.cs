using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Algorithms.Neighbors;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Explanations;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class LoadedModelTests
{
    [Fact]
    public void A_row_by_name_is_explained_in_one_call()
    {
        var model = Model(new RidgeRegression { Alpha = 0 }, Target.Regression([.. Enumerable.Range(0, 60).Select(i => (3.0 * (i % 7)) - (2.0 * (i % 5)))]));

        var why = model.Explain(new Dictionary<string, object?> { ["a"] = 6, ["b"] = 0.0, ["day"] = new DateOnly(1970, 1, 2), ["note"] = "not a column" });

        Assert.Equal(18, why.Number!.Value, 1e-3);
        Assert.Equal(why.Number.Value, why.Score, 1e-6);
        Assert.Equal(("prediction", ExplanationSpace.Prediction, true), (why.Output, why.Space, why.IsExact));
        Assert.Equal(["a", "b"], why.Contributions.Take(2).Select(c => c.Column));
        Assert.True(why.Contributions[0].Value > 0);
    }

    [Fact]
    public void Of_several_classes_the_one_predicted_is_explained()
    {
        double[] classes = [.. Enumerable.Range(0, 60).Select(i => i % 7 < 2 ? 0.0 : i % 7 < 4 ? 1 : 2)];
        var model = Model(new RandomForest { NEstimators = 20 }, new Target(TaskKind.Multiclass, classes, ["low", "mid", "high"]));
        var table = Rows();

        var all = model.Explain(table, threads: 2);

        var predictions = model.Pipeline.Predict(table);
        for (var i = 0; i < all.Length; i++)
        {
            Assert.Equal(predictions.Classes[predictions.ClassOf(i)], all[i].Class);
            Assert.Equal(all[i].Class, all[i].Output);
            Assert.Equal(predictions.Row(i)[predictions.ClassOf(i)], all[i].Score, 1e-5);
        }
    }

    [Fact]
    public void A_missing_value_is_a_null_and_a_missing_column_a_mistake()
    {
        var model = Model(new RandomForest { NEstimators = 5 }, Target.Regression([.. Enumerable.Range(0, 60).Select(i => (double)(i % 7))]));

        Assert.NotNull(model.Explain(new Dictionary<string, object?> { ["a"] = null, ["b"] = 1, ["day"] = "1970-01-05" }).Number);
        var fault = Assert.Throws<RondoException>(() => model.Explain(new Dictionary<string, object?> { ["a"] = 1, ["b"] = "two" }));
        Assert.Equal(["wrong_type", "missing_column"], fault.Mistakes.Select(m => m.Code));
    }

    [Fact]
    public void A_model_of_an_older_version_that_lacks_its_reference_row_says_so()
    {
        var model = Model(new KNearestNeighbors(), Target.Regression([.. Enumerable.Range(0, 60).Select(i => (double)(i % 7))]));
        var older = model with { Pipeline = model.Pipeline with { Reference = null } };

        Assert.Equal("no_reference", Assert.Throws<RondoException>(() => older.Explain(Rows())).Mistakes[0].Code);
        Assert.Equal(60, model.Explain(Rows()).Length);
    }

    static LoadedModel Model(IAlgorithm algorithm, Target target)
    {
        var table = Rows();
        var recipe = new Recipe([new Rondo.Engine.Transforms.DateParts()], algorithm);
        var pipeline = recipe.Fit(table, new RecipeData(target), new FitContext { Seed = 1, Threads = 1 }) with { Reference = ReferenceRow.Of(table) };
        var version = new ModelVersion
        {
            Model = "m",
            Number = 1,
            PackageHash = "",
            ModelHash = "",
            SpecHash = "",
            DataHash = "",
            Created = DateTimeOffset.UnixEpoch,
            Success = true,
            Metrics = new Dictionary<string, double?>(),
            Aliases = [],
        };
        return new LoadedModel(version, TestWorkspace.Describe("m"), pipeline);
    }

    static Table Rows() => Table.Of(
        ("a", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, 60).Select(i => (long)(i % 7))])),
        ("b", new DoubleColumn([.. Enumerable.Range(0, 60).Select(i => (double)(i % 5))])),
        ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, 60).Select(i => (long)(i / 30))])));
}
