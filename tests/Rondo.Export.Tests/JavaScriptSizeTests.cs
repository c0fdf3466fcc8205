using System.Text;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Export;
using Rondo.Engine.Export.JavaScript;
using Rondo.Engine.Recipes;

namespace Rondo.Export.Tests;

public sealed class JavaScriptSizeTests
{
    [Fact]
    public void A_hundred_trees_of_depth_six_take_less_than_100_KB()
    {
        var table = SyntheticRows.Of(6000, isLater: false);
        var boosting = new GradientBoosting { NEstimators = 100, MaxDepth = 6, MaxLeaves = 64, MinSamplesLeaf = 1, EarlyStopping = 0, L2 = 0 };
        var pipeline = Recipe.Of(boosting).Fit(table, SyntheticRows.TargetOf(table, TaskKind.Regression));
        var leaves = ((GradientBoostingModel)pipeline.Branches[0].Model).Ensemble.Values.Length;

        var bytes = Encoding.UTF8.GetByteCount(JavaScriptSource.Of(ExportGraph.Of(pipeline), "hundred trees", isModule: true));

        // The trees are nearly full: 64 leaves each at most.
        Assert.InRange(leaves, 5000, 6400);
        Assert.InRange(bytes, 40_000, 100_000);
    }
}
