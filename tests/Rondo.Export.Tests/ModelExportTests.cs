using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Exports;

namespace Rondo.Export.Tests;

public sealed class ModelExportTests
{
    [Theory]
    [InlineData("c", "model.c")]
    [InlineData("js", "model.js")]
    [InlineData("js", "model.mjs")]
    [InlineData("onnx", "model.onnx")]
    public void An_export_is_proven_with_made_up_rows_as_it_is_made(string target, string name)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-export-tests-").FullName;
        try
        {
            var table = SyntheticRows.Of(SyntheticRows.TrainingRows, isLater: false);
            var pipeline = Recipe.Of(new GradientBoosting { NEstimators = 20 }).Fit(table, SyntheticRows.TargetOf(table, TaskKind.Binary));

            var outcome = new ModelExport(pipeline, "churn", Repository.Root).To(target, Path.Combine(folder, name), TestContext.Current.CancellationToken);

            Assert.SkipWhen(outcome.Difference is null, $"Not proven: {outcome.NotProven}.");
            Assert.Equal(2000, outcome.Difference!.Value.Rows);
            Assert.Equal(0, outcome.Difference.Value.Labels);
            Assert.All(outcome.Files, file => Assert.True(new FileInfo(file).Length > 100));
            // Nothing else is left behind.
            Assert.Equal(outcome.Files.Order(), Directory.GetFiles(folder).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Answers_that_differ_are_found()
    {
        var expected = new Predictions(TaskKind.Binary, ["no", "yes"], [0.9, 0.1, 0.4, 0.6]);

        Assert.True(ExportAnswers.Read("0.9\t0.1\t0\n0.4\t0.6\t1\n", 2, 2).From(expected).IsWithin(1e-12));
        Assert.Equal(1, ExportAnswers.Read("0.9\t0.1\t1\n0.4\t0.6\t1\n", 2, 2).From(expected).Labels);
        Assert.InRange(ExportAnswers.Read("0.9\t0.1\t0\n0.4\t0.6006\t1\n", 2, 2).From(expected).Largest, 0.0009, 0.0011);
        Assert.True(double.IsPositiveInfinity(ExportAnswers.Read("0.9\tnan\t0\n0.4\t0.6\t1\n", 2, 2).From(expected).Largest));
    }
}
