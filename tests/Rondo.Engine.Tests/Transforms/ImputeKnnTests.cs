using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class ImputeKnnTests
{
    [Fact]
    public void Fills_equal_those_of_scikit_learn()
    {
        var reference = GoldenFile.Read("impute_knn", "reference.json").RootElement;
        var (train, later) = (TableOf(reference.GetProperty("train")), TableOf(reference.GetProperty("later")));
        foreach (var fill in reference.GetProperty("fills").EnumerateArray())
        {
            var knn = new ImputeKnn
            {
                NNeighbors = fill.GetProperty("n_neighbors").GetInt32(),
                Weights = fill.GetProperty("weights").GetString() == "distance" ? DonorWeights.Distance : DonorWeights.Uniform,
            };

            var fitted = Fit(knn, train);

            AssertClose(TableOf(fill.GetProperty("train")), fitted.Apply(train));
            AssertClose(TableOf(fill.GetProperty("later")), fitted.Apply(later));
        }
    }

    [Fact]
    public void A_row_like_another_gets_its_value_and_indicators_mark_it()
    {
        var table = Table.Of(("x", Doubles(1, 1, 5, 5)), ("n", Whole(10, null, 50, 51)), ("w", Texts("a", null, "b", "c")));

        var filled = FitApply(new ImputeKnn { NNeighbors = 2, Weights = DonorWeights.Distance }, table);

        Assert.Equal(["x", "n", "w", "n_missing"], NamesOf(filled));
        Assert.Equal([10, 10, 50, 51], NumbersOf(filled, "n"));
        Assert.Equal([0, 1, 0, 0], WholeOf(filled, "n_missing", ColumnType.Boolean));
        Assert.Same(table["w"], filled["w"]);
    }

    [Fact]
    public void A_row_without_neighbours_gets_the_mean_and_a_column_without_values_zero()
    {
        var table = Table.Of(("x", Doubles(1, 2, 6, double.NaN)), ("none", Doubles(double.NaN, double.NaN, double.NaN, double.NaN)));

        var filled = FitApply(new ImputeKnn { Indicator = false }, table);

        Assert.Equal([1, 2, 6, 3], NumbersOf(filled, "x"));
        Assert.Equal([0, 0, 0, 0], NumbersOf(filled, "none"));
    }

    [Fact]
    public void Training_with_many_threads_gives_the_same_bits()
    {
        var table = Random(3_000, 6);
        var context = new TransformContext(Target.Regression(new double[table.RowCount])) { Threads = 4 };

        var (fitted, transformed) = ((ITransform)new ImputeKnn { MaxRows = 500 }).FitApply(table, context);

        var alone = fitted.Apply(table);
        foreach (var name in NamesOf(table)) Assert.Equal(NumbersOf(alone, name), NumbersOf(transformed, name));
    }

    [Fact]
    public void Only_so_many_rows_are_kept_and_the_seed_chooses_them()
    {
        var table = Random(2_000, 3);
        byte[] Bytes(ulong seed)
        {
            var writer = new Rondo.Engine.Recipes.PipelineWriter();
            writer.Fitted(new ImputeKnn { MaxRows = 100 }.Fit(table, new TransformContext(Target.Regression(new double[2_000])) { Seed = seed }));
            return writer.Written.ToArray();
        }

        Assert.InRange(Bytes(1).Length, 100 * 3 * 8, 100 * 3 * 8 + 200);
        Assert.Equal(Bytes(1), Bytes(1));
        Assert.NotEqual(Bytes(1), Bytes(2));
    }

    [Fact]
    public void Values_of_any_size_give_a_finite_fill()
    {
        var table = Table.Of(("x", Doubles(1e300, -1e300, 1e-300, 0)), ("y", Doubles(double.NaN, 2, 3, 4)), ("z", Doubles(1, double.NaN, 1, 1)));

        foreach (var weights in Enum.GetValues<DonorWeights>())
        {
            var fitted = Fit(new ImputeKnn { Weights = weights }, table);
            Assert.All(NumbersOf(fitted.Apply(table), "y"), value => Assert.InRange(value, 2, 4));
            Assert.InRange(NumbersOf(fitted.Apply(Table.Of(("x", Doubles(double.PositiveInfinity)), ("y", Doubles(double.NaN)), ("z", Doubles(1)))), "y")[0], 2, 4);
        }
    }

    [Fact]
    public void Infinite_training_values_and_a_taken_indicator_name_are_refused()
    {
        Assert.Equal("not_finite", MistakeOf(new ImputeKnn(), Table.Of(("x", Doubles(1, double.NegativeInfinity)))).Code);
        Assert.Equal("column_exists", MistakeOf(new ImputeKnn(), Table.Of(("x", Doubles(1, double.NaN)), ("x_missing", Doubles(1, 2)))).Code);
    }

    static Table Random(int rows, int columns)
    {
        var random = new CounterRandom(5, "knn");
        return Table.Of(Enumerable.Range(0, columns).Select(j => ($"x{j}", (Column)Doubles([.. Enumerable.Range(0, rows)
            .Select(row => random.Child((ulong)j).Uniform((ulong)row) is var u && u < 0.1 ? double.NaN : u * 10)]))));
    }

    static Table TableOf(JsonElement columns) =>
        Table.Of(columns.EnumerateArray().Select((values, j) => ($"x{j}", (Column)Doubles(Golden.Numbers(values)))));

    static void AssertClose(Table expected, Table actual)
    {
        foreach (var name in NamesOf(expected))
            for (var row = 0; row < expected.RowCount; row++) Close(NumbersOf(expected, name)[row], NumbersOf(actual, name)[row], 1e-6);
    }
}
