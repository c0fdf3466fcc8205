using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class TargetEncoderTests
{
    [Theory]
    [InlineData("regression", null)]
    [InlineData("binary", null)]
    [InlineData("multiclass", null)]
    [InlineData("regression", 2.5)]
    [InlineData("binary", 2.5)]
    [InlineData("multiclass", 2.5)]
    public void Values_are_those_of_the_formula(string task, double? smooth)
    {
        var reference = EncodingsGolden.Reference.GetProperty("target").GetProperty(task);
        var table = Table.Of(("w", Texts(EncodingsGolden.Texts("text"))));
        var target = TargetOf(task, GoldenFile.Doubles(reference.GetProperty("y")));

        var fitted = new TargetEncoder { Smooth = smooth }.Fit(table, new TransformContext(target));

        var k = 0;
        foreach (var column in reference.GetProperty(smooth is null ? "auto" : "smooth_2.5").EnumerateArray())
        {
            var values = column.GetProperty("values").EnumerateObject().ToArray();
            var encoded = fitted.Apply(Table.Of(("w", Texts([.. values.Select(v => v.Name), "never seen", null]))));
            var numbers = NumbersOf(encoded, task == "multiclass" ? $"w_{target.Classes[k++]}" : "w");
            for (var i = 0; i < values.Length; i++) Close(values[i].Value.GetDouble(), numbers[i], 1e-12);
            // No training row misses the word, so a missing one says as little as an unknown one.
            Close(column.GetProperty("mean").GetDouble(), numbers[^2], 1e-12);
            Close(column.GetProperty("mean").GetDouble(), numbers[^1], 1e-12);
        }
    }

    [Fact]
    public void The_value_of_a_training_row_does_not_depend_on_its_own_target()
    {
        var table = Table.Of(("w", Texts([.. Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? null : $"w{i % 5}")])));
        double[] Encoded(double first)
        {
            double[] y = [.. Enumerable.Range(0, 60).Select(i => i == 0 ? first : i * i % 11)];
            return NumbersOf(new TargetEncoder().FitApply(table, new TransformContext(Target.Regression(y))).Transformed, "w");
        }

        var (low, high) = (Encoded(0), Encoded(1000));

        Assert.Equal(low[0], high[0]);
        Assert.NotEqual(low[7], high[7]);
    }

    [Fact]
    public void Missing_values_stay_missing_when_told()
    {
        var table = Table.Of(("w", Texts("a", null, "b", null)));
        var context = new TransformContext(Target.Regression([1, 2, 3, 4]));

        var (fitted, transformed) = new TargetEncoder { EncodeMissing = false }.FitApply(table, context);

        Assert.Equal([false, true, false, true], NumbersOf(transformed, "w").Select(double.IsNaN));
        Assert.Equal([false, true, false, true], NumbersOf(fitted.Apply(table), "w").Select(double.IsNaN));
        Assert.All(NumbersOf(new TargetEncoder().FitApply(table, context).Transformed, "w"), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Weights_count_as_rows()
    {
        var context = new TransformContext(Target.Regression([1, 5, 2, 9])) { Weights = [3, 1, 2, 0] };
        var repeated = new TransformContext(Target.Regression([1, 1, 1, 5, 2, 2]));

        var weighted = new TargetEncoder().Fit(Table.Of(("w", Texts("a", "a", "b", "a"))), context);
        var plain = new TargetEncoder().Fit(Table.Of(("w", Texts("a", "a", "a", "a", "b", "b"))), repeated);

        var later = Table.Of(("w", Texts("a", "b", "c")));
        Assert.All(NumbersOf(weighted.Apply(later), "w").Zip(NumbersOf(plain.Apply(later), "w")), pair => Close(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void One_row_and_a_constant_target_give_numbers()
    {
        var one = new TargetEncoder().FitApply(Table.Of(("w", Texts("a"))), new TransformContext(Target.Regression([4]))).Transformed;
        var constant = new TargetEncoder().FitApply(Table.Of(("w", Texts("a", "a", "b"))), new TransformContext(Target.Regression([4, 4, 4]))).Transformed;

        Assert.True(double.IsFinite(NumbersOf(one, "w")[0]));
        Assert.Equal([4, 4, 4], NumbersOf(constant, "w"));
    }

    [Fact]
    public void Clustering_has_no_target_to_encode_by() =>
        Assert.Equal("needs_target", Assert.Throws<RondoException>(() =>
            new TargetEncoder().Fit(Table.Of(("w", Texts("a"))), new TransformContext(Target.Unlabelled(1)))).Mistakes[0].Code);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_random_column_of_many_categories_predicts_nothing(bool boosted)
    {
        var (table, target) = Random(10_000, 3_000, 1);
        var (testTable, testTarget) = Random(20_000, 3_000, 2);
        IAlgorithm algorithm = boosted ? new GradientBoosting() : new LogisticRegression();

        var pipeline = new Recipe([new TargetEncoder(), new Standard()], algorithm).Fit(table, new RecipeData(target), new FitContext());

        Assert.InRange(Auc(pipeline, testTable, testTarget), 0.48, 0.52);
        // Beside a column that does tell something it must not take its place either.
        var honest = new Recipe([new TargetEncoder(), new Standard()], algorithm).Fit(WithSignal(table, target), new RecipeData(target), new FitContext());
        var alone = new Recipe([new DropColumns { Columns = ["id"] }, new Standard()], algorithm).Fit(WithSignal(table, target), new RecipeData(target), new FitContext());
        Assert.True(Auc(honest, WithSignal(testTable, testTarget), testTarget) > Auc(alone, WithSignal(testTable, testTarget), testTarget) - 0.02);
    }

    static double Auc(FittedPipeline pipeline, Table table, Target target) =>
        new RocAuc().Compute(new Scored(target, pipeline.Predict(table).Values)).Value!.Value;

    static Table WithSignal(Table table, Target target)
    {
        var random = new CounterRandom(5, "signal");
        return table.With("x", new DoubleColumn([.. target.Values.Select((y, i) => y + 2 * random.Uniform((ulong)i))]));
    }

    static (Table, Target) Random(int rows, int categories, ulong seed)
    {
        var random = new CounterRandom(seed, "noise");
        var words = Enumerable.Range(0, rows).Select(i => "u" + random.Below((ulong)i, categories).ToString(CultureInfo.InvariantCulture)).ToArray();
        double[] y = [.. Enumerable.Range(0, rows).Select(i => random.Child(1).Uniform((ulong)i) < 0.3 ? 1.0 : 0)];
        return (Table.Of(("id", Texts(words))), new Target(TaskKind.Binary, y, ["no", "yes"]));
    }

    static Target TargetOf(string task, double[] y) => task switch
    {
        "binary" => new Target(TaskKind.Binary, y, ["no", "yes"]),
        "multiclass" => new Target(TaskKind.Multiclass, y, ImmutableArray.Create("k0", "k1", "k2")),
        _ => Target.Regression(y),
    };
}
