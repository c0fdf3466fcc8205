using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;

namespace Rondo.Train.Tests.Judge;

public sealed class ConformalTests
{
    [Fact]
    public void Half_the_width_is_the_rank_that_the_level_asks_for()
    {
        var intervals = Conformal.Intervals(Target.Regression([.. Enumerable.Range(1, 9).Select(i => i % 2 == 0 ? i : -(double)i)]), Zeros(9));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], intervals.Residuals.ToArray());
        Assert.Equal(9, intervals.HalfWidth(0.9));
        Assert.Equal(5, intervals.HalfWidth(0.5));
        Assert.Null(intervals.HalfWidth(0.95));
    }

    [Fact]
    public void Of_very_many_errors_a_part_is_kept_and_no_level_gets_narrower()
    {
        var random = new CounterRandom(1, "errors");
        double[] errors = [.. Enumerable.Range(0, 54_321).Select(i => random.Uniform((ulong)i))];
        var all = new ConformalIntervals([.. errors.Order()]);
        var kept = Conformal.Intervals(Target.Regression(errors), Zeros(errors.Length));

        Assert.Equal(Conformal.ResidualsAtMost, kept.Residuals.Length);
        foreach (var level in (double[])[0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
            Assert.InRange(kept.HalfWidth(level)!.Value, all.HalfWidth(level)!.Value, all.HalfWidth(level)!.Value + 0.001);
    }

    [Fact]
    public void Rows_that_no_fold_validates_do_not_count()
    {
        var outOfFold = OutOfFold.Of(4, [1, 3], [10, 20]);

        Assert.Equal([1.0, 2.0], Conformal.Intervals(Target.Regression([0, 11, 0, 18]), outOfFold).Residuals.ToArray());
    }

    [Fact]
    public void What_has_no_intervals_is_refused()
    {
        var classes = new Target(TaskKind.Binary, [0, 1], ["no", "yes"]);
        Assert.Equal("no_intervals", Assert.Throws<RondoException>(() => Conformal.Intervals(classes, Zeros(2))).Mistakes[0].Code);
        Assert.Equal("no_rows", Assert.Throws<RondoException>(() => Conformal.Intervals(Target.Regression([1]), new OutOfFold(1))).Mistakes[0].Code);
        Assert.Equal("not_finite", Assert.Throws<RondoException>(() => Conformal.Intervals(Target.Regression([double.PositiveInfinity]), Zeros(1))).Mistakes[0].Code);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(false)]
    [InlineData(true)]
    public void Ninety_per_cent_intervals_cover_ninety_per_cent_of_uneven_noise(bool isHeavyTailed)
    {
        var coverages = new double[20];
        for (var split = 0; split < coverages.Length; split++)
        {
            var (table, data) = Noisy(2000, isHeavyTailed, (ulong)split);
            int[] train = [.. Enumerable.Range(0, 1000)];
            int[] test = [.. Enumerable.Range(1000, 1000)];
            var (trainTable, trainData) = (table.Take(train), data.Take(train));
            var folds = new KFold().Make(1000, trainData.Target, null, (ulong)split);
            var cv = CrossValidator.Run(SmallData.Ridge(), trainTable, trainData, folds, [], new FitContext { Cancellation = TestContext.Current.CancellationToken });
            var intervals = Conformal.Intervals(trainData.Target, cv.OutOfFold);
            var predictions = SmallData.Ridge().Recipe.Fit(trainTable, trainData, new FitContext()).Predict(table.Take(test));
            coverages[split] = Conformal.Coverage(intervals, 0.9, data.Take(test).Target.Values, predictions.Values)!.Value;
        }
        Assert.InRange(coverages.Average(), 0.88, 0.92);
    }

    static (Table Table, RecipeData Data) Noisy(int rows, bool isHeavyTailed, ulong seed)
    {
        var random = new CounterRandom(seed, "noisy");
        var (x, y) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            x[i] = random.Uniform((ulong)i) * 4;
            var u = random.Child(1).Uniform((ulong)i) - 0.5;
            // Cauchy's quantile, or noise that grows with x.
            y[i] = 2 * x[i] + (isHeavyTailed ? Math.Tan(Math.PI * 0.98 * u) : u * x[i] * x[i]);
        }
        return (Table.Of(("x", new DoubleColumn(x))), new RecipeData(Target.Regression(y)));
    }

    static OutOfFold Zeros(int rows) => OutOfFold.Of(rows, [.. Enumerable.Range(0, rows)], new double[rows]);
}
