using FsCheck.Fluent;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Tests.CrossValidation;

public class FoldsTests
{
    static readonly IFolds[] _complete = [new KFold(), new KFold { Folds = 7, Repeats = 2 }, new StratifiedFolds(), new GroupFolds { Folds = 3, Repeats = 3 }];

    public static TheoryData<IFolds> Complete => new(_complete);

    public static TheoryData<IFolds> All => new(_complete.Concat([new TimeSeriesFolds(), new TimeSeriesFolds { Gap = 3 }, new Holdout()]));

    [Theory]
    [MemberData(nameof(Complete))]
    public void Every_row_is_validated_once_in_each_repeat(IFolds kind) => ForAnyRows(kind, (rows, folds) =>
    {
        var count = kind switch { KFold k => k.Folds, StratifiedFolds s => s.Folds, GroupFolds g => g.Folds, _ => 0 };
        return folds.Chunk(count).All(repeat => repeat.SelectMany(f => f.Validation).Order().SequenceEqual(Enumerable.Range(0, rows)))
            && folds.All(f => f.Train.Concat(f.Validation).Order().SequenceEqual(Enumerable.Range(0, rows)));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Parts_of_a_fold_are_disjoint_and_in_order(IFolds kind) => ForAnyRows(kind, (_, folds) =>
        folds.All(f => !f.Train.Intersect(f.Validation).Any() && f.Train.SequenceEqual(f.Train.Order()) && f.Validation.SequenceEqual(f.Validation.Order())));

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_seed_gives_the_same_folds(IFolds kind)
    {
        var (target, groups) = (Classes(100, 3), Groups(100));

        var (first, second) = (kind.Make(100, target, groups, 7), kind.Make(100, target, groups, 7));

        Assert.Equal(first.Select(f => f.Validation), second.Select(f => f.Validation));
    }

    [Fact]
    public void Another_seed_and_another_repeat_give_other_folds()
    {
        var folds = new KFold { Repeats = 2 }.Make(100, Target.Regression(new double[100]), null, 1);
        var other = new KFold().Make(100, Target.Regression(new double[100]), null, 2);

        Assert.Equal(10, folds.Count);
        Assert.NotEqual(folds[0].Validation, folds[5].Validation);
        Assert.NotEqual(folds[0].Validation, other[0].Validation);
    }

    [Fact]
    public void Sizes_of_k_fold_differ_by_one_row_at_most()
    {
        var folds = new KFold { Folds = 5 }.Make(23, Target.Regression(new double[23]), null, 42);

        Assert.Equal([5, 5, 5, 4, 4], folds.Select(f => f.Validation.Length));
    }

    [Fact]
    public void Stratified_folds_share_each_class_to_within_a_row() => Prop.ForAll(
        Gen.Choose(0, 1000).ArrayOf(200).ToArbitrary(),
        draws =>
        {
            var target = new Target(TaskKind.Multiclass, [.. draws.Select(d => d < 60 ? 0.0 : d < 300 ? 1 : 2)], ["a", "b", "c"]);
            var folds = new StratifiedFolds { Folds = 4 }.Make(200, target, null, 3);
            return Enumerable.Range(0, 3).All(k =>
            {
                var counts = folds.Select(f => f.Validation.Count(row => target.Values[row] == k)).ToArray();
                return counts.Max() - counts.Min() <= 1;
            }) && folds.All(f => f.Validation.Length == 50);
        }).CheckSeeded();

    [Fact]
    public void No_group_is_on_both_sides_of_a_fold() => Prop.ForAll(
        Gen.Choose(0, 12).ArrayOf(80).ToArbitrary(),
        groups =>
        {
            if (groups.Distinct().Count() < 4) return true;
            var folds = new GroupFolds { Folds = 4 }.Make(80, Target.Regression(new double[80]), groups, 5)
                .Concat(new Holdout().Make(80, Target.Regression(new double[80]), groups, 5));
            return folds.All(f => !f.Train.Select(r => groups[r]).Intersect(f.Validation.Select(r => groups[r])).Any());
        }).CheckSeeded();

    [Fact]
    public void A_time_series_trains_on_the_past_with_a_gap()
    {
        var folds = new TimeSeriesFolds { Folds = 3, Gap = 2 }.Make(21, Target.Regression(new double[21]), null, 42);

        // 21 rows in 4 pieces of 5, one row left over at the start.
        Assert.Equal([6, 11, 16], folds.Select(f => f.Validation[0]));
        Assert.Equal([3, 8, 13], folds.Select(f => f.Train[^1]));
        Assert.All(folds, f => Assert.Equal((0, 5), (f.Train[0], f.Validation.Length)));
        Assert.Equal(20, folds[2].Validation[^1]);
    }

    [Fact]
    public void A_holdout_takes_the_last_rows_when_ordered()
    {
        var fold = Assert.Single(new Holdout().Make(10, Target.Regression(new double[10]), null, 42, isOrdered: true));

        Assert.Equal([8, 9], fold.Validation);
    }

    [Fact]
    public void A_holdout_takes_the_same_share_of_each_class()
    {
        var target = Classes(1000, 2, rare: 100);

        var fold = Assert.Single(new Holdout().Make(1000, target, null, 42));

        Assert.Equal(200, fold.Validation.Length);
        Assert.InRange(fold.Validation.Count(row => target.Values[row] == 1), 19, 21);
    }

    [Fact]
    public void A_fold_with_one_class_is_refused()
    {
        var target = Classes(50, 2, rare: 3);

        var mistake = MistakeOf(() => new StratifiedFolds().Make(50, target, null, 42));

        Assert.Equal("one_class_in_fold", mistake.Code);
        Assert.Contains("'c1' has 3 of 50", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_rows_or_groups_are_refused()
    {
        var target = Target.Regression(new double[4]);

        Assert.Equal("too_few_rows", MistakeOf(() => new KFold().Make(4, target, null, 42)).Code);
        Assert.Equal("too_few_rows", MistakeOf(() => new TimeSeriesFolds { Folds = 3, Gap = 1 }.Make(4, target, null, 42)).Code);
        Assert.Equal("too_few_rows", MistakeOf(() => new Holdout { Fraction = 0.01 }.Make(4, target, null, 42)).Code);
        Assert.Equal("too_few_groups", MistakeOf(() => new GroupFolds().Make(4, target, [1, 1, 2, 2], 42)).Code);
        Assert.Equal("no_groups", MistakeOf(() => new GroupFolds().Make(4, target, null, 42)).Code);
        Assert.Equal("no_classes", MistakeOf(() => new StratifiedFolds().Make(4, target, null, 42)).Code);
    }

    static void ForAnyRows(IFolds kind, Func<int, IReadOnlyList<Fold>, bool> holds) =>
        Prop.ForAll(Gen.Choose(60, 140).ToArbitrary(), rows => holds(rows, kind.Make(rows, Classes(rows, 3), Groups(rows), (ulong)rows))).CheckSeeded();

    static Target Classes(int rows, int classes, int? rare = null) => new(
        classes == 2 ? TaskKind.Binary : TaskKind.Multiclass,
        [.. Enumerable.Range(0, rows).Select(row => rare is null ? row % classes : row < rare ? 1.0 : 0)],
        [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]);

    static int[] Groups(int rows) => [.. Enumerable.Range(0, rows).Select(row => row * row % 17)];

    static Mistake MistakeOf(Func<object> act) => Assert.Single(Assert.Throws<RondoException>(act).Mistakes);
}
