using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Export;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Export.Tests;

public sealed class ExportForecastTests
{
    [Fact]
    public void What_no_target_has_and_what_ONNX_has_not_is_told_before_training()
    {
        var derive = new DeriveColumns { Columns = ["fine = amount / count", "small = lower(colour)", "long = length(city)", "same = colour == city"] };
        var recipe = new Recipe([derive, new ImputeKnn(), new Hashing()], new RidgeRegression());

        var problems = ExportForecast.Of(recipe, SyntheticRows.Of(10, isLater: false));

        Assert.Equal(["small = lower(colour)/", "long = length(city)/onnx", "same = colour == city/onnx", "impute_knn/", "hashing/onnx"], problems.Select(p => $"{p.Part}/{p.To}"));
        Assert.All(problems, p => Assert.NotEmpty(p.Reason));
    }

    [Fact]
    public void A_usual_recipe_has_no_problem() =>
        Assert.Empty(ExportForecast.Of(Recipe.Of(new LogisticRegression()), SyntheticRows.Of(10, isLater: false)));
}
