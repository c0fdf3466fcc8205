using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Train.Judge;

namespace Rondo.Train.Tests.Judge;

public sealed class WeakSlicesTests
{
    [Fact]
    public void The_one_region_that_is_bad_comes_first()
    {
        var (table, scored) = Rows(2000, 1, (region, _) => region == 2 ? 3 : 1);
        var slices = WeakSlices.Find(table, scored);

        Assert.Equal([new SliceCondition("region", "r2")], slices[0].Conditions);
        Assert.True(slices[0].Loss > 2 * slices[0].LossOfOthers);
        Assert.InRange(slices[0].Excess, 0.1, 0.5);
    }

    [Fact]
    public void A_bad_range_of_a_number_comes_first()
    {
        var slices = WeakSlices.Find(Rows(3000, 2, (_, age) => age > 87.5 ? 4 : 1).Table, Rows(3000, 2, (_, age) => age > 87.5 ? 4 : 1).Scored);

        Assert.StartsWith("age: from 8", slices[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_pair_is_found_where_neither_column_alone_says_it()
    {
        var (table, scored) = Rows(6000, 3, (region, age) => region == 1 && age < 25 ? 6 : 1);
        var pair = WeakSlices.Find(table, scored).First(s => s.Conditions.Count == 2);

        Assert.Equal(["age", "region"], pair.Conditions.Select(c => c.Column).Order(StringComparer.Ordinal));
        Assert.Contains(pair.Conditions, c => c == new SliceCondition("region", "r1"));
    }

    [Fact]
    public void Missing_values_are_a_slice()
    {
        var (table, scored) = Rows(2000, 4, (_, age) => double.IsNaN(age) ? 4 : 1, missing: 0.1);

        Assert.Equal("age: missing", WeakSlices.Find(table, scored)[0].ToString());
    }

    [Fact]
    public void Classes_have_weak_slices_too()
    {
        var (table, _) = Rows(3000, 5, (_, _) => 1);
        var random = new CounterRandom(5, "classes");
        var regions = (TextColumn)table["region"];
        double[] truth = [.. Enumerable.Range(0, 3000).Select(row => random.Uniform((ulong)row) < (regions[row] == "r3" ? 0.5 : 0.9) ? 1.0 : 0)];
        var scored = new Scored(new Target(TaskKind.Binary, truth, ["no", "yes"]), [.. truth.SelectMany(_ => new[] { 0.1, 0.9 })]);

        Assert.Equal("region: r3", WeakSlices.Find(table, scored)[0].ToString());
    }

    [Fact]
    public void In_clean_data_hardly_ever_a_slice_is_found()
    {
        var flagged = Enumerable.Range(0, 100).Count(seed =>
        {
            var (table, scored) = Rows(1000, (ulong)seed + 100, (_, _) => 1, missing: 0.05);
            return WeakSlices.Find(table, scored, new WeakSliceOptions { EffectAtLeast = 0 }).Count > 0;
        });

        Assert.InRange(flagged, 0, 5);
    }

    [Fact]
    public void A_few_huge_errors_are_no_slice()
    {
        var flagged = Enumerable.Range(0, 50).Count(seed =>
        {
            var (table, clean) = Rows(1000, (ulong)seed + 500, (_, _) => 1);
            double[] predictions = [.. clean.Predictions.Select((p, row) => row % 200 == seed ? p + 1000 : p)];
            return WeakSlices.Find(table, new Scored(clean.Target, predictions)).Count > 0;
        });

        Assert.InRange(flagged, 0, 2);
    }

    [Fact]
    public void Hostile_tables_are_looked_through()
    {
        var (_, scored) = Rows(200, 6, (_, _) => 1);
        var wide = Table.Of(Enumerable.Range(0, 3000).Select(j => ($"c{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, 200).Select(i => (double)(i * (j + 1) % 97))]))));
        var odd = Table.Of(
            ("empty", new DoubleColumn([.. Enumerable.Repeat(double.NaN, 200)])),
            ("infinite", new DoubleColumn([.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity)])),
            ("identifier", TextColumn.From([.. Enumerable.Range(0, 200).Select(i => $"id{i}")])),
            ("constant", new DoubleColumn(new double[200])),
            ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, 200).Select(i => (long)i)])));

        Assert.Empty(WeakSlices.Find(wide, scored));
        Assert.Empty(WeakSlices.Find(odd, scored));
        Assert.Empty(WeakSlices.Find(odd.Take([0]), scored.Take([0])));
        Assert.Equal("no_loss", Assert.Throws<RondoException>(() => WeakSlices.Find(odd, new Scored(Target.Unlabelled(200), new double[400]))).Mistakes[0].Code);
    }

    [Fact]
    public void Declared_slices_have_the_metrics_of_their_rows()
    {
        var (table, scored) = Rows(1000, 7, (region, _) => region + 1);
        var scores = SliceMetrics.Of(table, scored, "region", "age");
        int[] own = [.. Enumerable.Range(0, 1000).Where(row => ((TextColumn)table["region"])[row] == "r2")];
        var slice = scores.Single(s => s.Condition.Value == "r2");

        Assert.Equal((own.Length, own.Length / 1000.0), (slice.Rows, slice.Share));
        Assert.Equal(new Rmse().Compute(scored.Take(own)).Value, slice.Metrics.Single(m => m.Metric == "rmse").Value.Value);
        Assert.Equal(1000, scores.Where(s => s.Condition.Column == "age").Sum(s => s.Rows));
        Assert.Equal("unknown_column", Assert.Throws<RondoException>(() => SliceMetrics.Of(table, scored, "regoin")).Mistakes[0].Code);
    }

    [Fact]
    public void Fairness_is_the_smallest_by_the_largest_value_of_the_groups()
    {
        var table = Table.Of(("group", TextColumn.From([.. Enumerable.Range(0, 200).Select(i => i < 5 ? "tiny" : i % 2 == 0 ? "a" : "b")])));
        double[] truth = [.. Enumerable.Repeat(1.0, 200)];
        var scored = new Scored(new Target(TaskKind.Binary, truth, ["no", "yes"]), [.. Enumerable.Range(0, 200).SelectMany(i => i % 2 == 0 && i % 4 == 0 ? new[] { 0.9, 0.1 } : [0.1, 0.9])]);
        var fairness = SliceMetrics.Fairness(table, scored, "group", new Recall());

        Assert.Equal(["a", "b"], fairness.Groups.Select(g => g.Group).Order(StringComparer.Ordinal));
        var a = fairness.Groups.Single(g => g.Group == "a").Value;
        Assert.Equal(a, fairness.Ratio!.Value, 1e-12);
        Assert.InRange(a, 0.45, 0.55);
        Assert.NotNull(SliceMetrics.Fairness(table.Take([0, 1]), scored.Take([0, 1]), "group", new Recall()).Reason);
    }

    // Errors are about normal with a spread that region and age decide.
    static (Table Table, Scored Scored) Rows(int rows, ulong seed, Func<int, double, double> spread, double missing = 0)
    {
        var random = new CounterRandom(seed, "slices");
        var (regions, ages, other, flags) = (new string[rows], new double[rows], new double[rows], new long[rows]);
        var (truth, predictions) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var own = random.Child((ulong)row);
            var region = own.Below(0, 8);
            (regions[row], ages[row], other[row], flags[row]) = ($"r{region}", own.Uniform(1) < missing ? double.NaN : 100 * own.Uniform(2), own.Uniform(3), own.Below(4, 2));
            truth[row] = own.Uniform(5) * 10;
            var noise = Enumerable.Range(10, 12).Sum(i => own.Uniform((ulong)i)) - 6;
            predictions[row] = truth[row] + spread(region, ages[row]) * noise;
        }
        var table = Table.Of(("region", TextColumn.From(regions)), ("age", new DoubleColumn(ages)), ("other", new DoubleColumn(other)), ("flag", new IntegerColumn(ColumnType.Boolean, flags)));
        return (table, new Scored(Target.Regression(truth), predictions));
    }
}
