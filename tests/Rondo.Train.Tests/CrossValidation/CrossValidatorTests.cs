using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Tests.CrossValidation;

public sealed class CrossValidatorTests
{
    [Fact]
    public void Every_step_is_fitted_on_the_training_rows_of_its_fold_alone()
    {
        var (table, data) = SmallData.Make();
        var witness = new Witness();
        var folds = new KFold { Folds = 4 }.Make(table.RowCount, data.Target, null, 1);
        CrossValidator.Run(SmallData.Ridge(witness, new Standard()), table, data, folds, [new Rmse()], new FitContext());

        Assert.Equal(folds.Count, witness.Seen.Count);
        var signal = ((DoubleColumn)table["signal"]).Values;
        for (var k = 0; k < folds.Count; k++)
            Assert.Equal(folds[k].Train.Select(row => signal[row]), ((DoubleColumn)witness.Seen[k]["signal"]).Values);
    }

    [Fact]
    public void Scores_are_those_of_the_rows_that_a_fold_leaves_out()
    {
        var (table, data) = SmallData.Make();
        var folds = new KFold { Folds = 5 }.Make(table.RowCount, data.Target, null, 1);
        var result = CrossValidator.Run(SmallData.Ridge(new Standard()), table, data, folds, [new Rmse()], new FitContext());

        for (var k = 0; k < folds.Count; k++)
        {
            var pipeline = SmallData.Ridge(new Standard()).Recipe.Fit(table.Take(folds[k].Train), data.Take(folds[k].Train), new FitContext());
            var predictions = pipeline.Predict(table.Take(folds[k].Validation));
            var expected = new Rmse().Compute(new Scored(data.Target.Take(folds[k].Validation), predictions.Values)).Value;
            Assert.Equal(expected, result.Scores["rmse"][k]);
        }
        Assert.Equal(result.Scores["rmse"].Average(), result.Mean("rmse"));
    }

    [Fact]
    public void A_single_fold_has_a_mean_and_no_deviation()
    {
        var (table, data) = SmallData.Make();
        var folds = new Holdout().Make(table.RowCount, data.Target, null, 1);
        var result = CrossValidator.Run(SmallData.Ridge(new Standard()), table, data, folds, [new Rmse()], new FitContext());
        Assert.NotNull(result.Mean("rmse"));
        Assert.Null(result.StandardDeviation("rmse"));
    }

    [Fact]
    public void A_cancelled_comparison_stops()
    {
        var (table, data) = SmallData.Make();
        var folds = new KFold().Make(table.RowCount, data.Target, null, 1);
        var context = new FitContext { Cancellation = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() => CrossValidator.Run(SmallData.Ridge(new Standard()), table, data, folds, [new Rmse()], context));
    }

    /// <summary>Remembers what it was fitted on, and changes nothing.</summary>
    private sealed record Witness : ITransform
    {
        public List<Table> Seen { get; } = [];

        public IFittedTransform Fit(Table table, TransformContext context)
        {
            Seen.Add(table);
            return new Unchanged();
        }
    }

    private sealed class Unchanged : IFittedTransform
    {
        public Table Apply(Table table) => table;

        public void Write(PipelineWriter writer) => throw new NotSupportedException("This step is never saved.");
    }
}
