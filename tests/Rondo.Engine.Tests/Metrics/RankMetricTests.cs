using FsCheck;
using FsCheck.Fluent;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;

namespace Rondo.Engine.Tests.Metrics;

public sealed class RankMetricTests
{
    private static readonly Func<double, double>[] MonotoneMaps =
        [p => p * p, p => Math.Sqrt(p), p => 0.25 + p / 2, p => p / (2 - p)];

    [Fact]
    public void Auc_and_average_precision_are_unmoved_by_a_monotone_map() =>
        Prop.ForAll(Rows().ToArbitrary(), rows =>
        {
            var before = Scored(rows, p => p);
            return MonotoneMaps.All(map =>
                new RocAuc().Compute(before) == new RocAuc().Compute(Scored(rows, map))
                && new PrAuc().Compute(before) == new PrAuc().Compute(Scored(rows, map)));
        }).CheckSeeded();

    [Fact]
    public void A_whole_weight_counts_as_that_many_rows() =>
        Prop.ForAll(Rows().ToArbitrary(), rows =>
        {
            var weighted = Scored(rows, p => p);
            var repeated = Scored([.. rows.SelectMany(r => Enumerable.Repeat(r with { Weight = 1 }, r.Weight))], p => p);
            if (repeated.Rows == 0) return true;
            return MetricSet.For(TaskKind.Binary).All(m => (m.Compute(weighted).Value, m.Compute(repeated).Value) switch
            {
                ({ } a, { } b) => Math.Abs(a - b) < 1e-12,
                var (a, b) => a is null && b is null,
            });
        }).CheckSeeded();

    [Fact]
    public void The_order_of_rows_does_not_move_auc_beyond_rounding() =>
        Prop.ForAll(Rows().ToArbitrary(), rows =>
        {
            var (forward, backward) = (new RocAuc().Compute(Scored(rows, p => p)), new RocAuc().Compute(Scored([.. rows.Reverse()], p => p)));
            return forward.Value is { } a && backward.Value is { } b ? Math.Abs(a - b) < 1e-12 : forward == backward;
        }).CheckSeeded();

    [Fact]
    public void One_class_alone_has_no_auc_but_a_reason()
    {
        var auc = new RocAuc().Compute(Scored([new(1, 0.2, 1), new(1, 0.7, 1)], p => p));
        Assert.Null(auc.Value);
        Assert.Equal("only one class is there", auc.Reason);
    }

    [Fact]
    public void A_prediction_that_is_not_a_number_gives_no_value()
    {
        var scored = new Scored(Target.Regression([1, 2]), [1, double.NaN]);
        Assert.All(MetricSet.Compute(scored), m => Assert.Equal("a prediction is not a finite number", m.Value.Reason));
    }

    /// <summary>A labelled probability with a whole weight.</summary>
    sealed record Row(int Label, double Probability, int Weight);

    // Coarse probabilities, for ties.
    static Gen<Row[]> Rows() =>
        (from label in Gen.Choose(0, 1)
         from p in Gen.Choose(0, 20)
         from weight in Gen.Choose(0, 3)
         select new Row(label, p / 20.0, weight)).ArrayOf();

    static Scored Scored(Row[] rows, Func<double, double> map) => new(
        new Target(TaskKind.Binary, [.. rows.Select(r => (double)r.Label)], ["no", "yes"]),
        [.. rows.SelectMany(r => new[] { 1 - map(r.Probability), map(r.Probability) })],
        [.. rows.Select(r => (double)r.Weight)]);
}
