using FsCheck.Fluent;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Tests.Split;

public class SplitsTests
{
    public static TheoryData<ISplitter> Drawn =>
    [
        new RandomSplit(), new StratifiedSplit(), new HashSplit(), new HashSplit { Key = ["key"] }, new HashSplit { Key = ["key"], Stratified = false },
        new GroupSplit { Column = "key" }, new TimeSplit { Column = "day" }, new ColumnSplit { Column = "part" },
    ];

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Parts_are_disjoint_complete_and_in_order(ISplitter splitter) => ForAnyTable((table, target) =>
    {
        var split = splitter.Divide(table, splitter is StratifiedSplit or HashSplit { Stratified: true } ? target : null);
        return split.Train.Concat(split.Test).Order().SequenceEqual(Enumerable.Range(0, table.RowCount))
            && split.Train.SequenceEqual(split.Train.Order()) && split.Test.SequenceEqual(split.Test.Order());
    });

    [Theory]
    [MemberData(nameof(Drawn))]
    public void The_same_rows_are_drawn_again(ISplitter splitter)
    {
        var (table, target) = Sample([.. Enumerable.Range(0, 400).Select(i => i * 7919 % 1000)]);

        Assert.Equal(splitter.Divide(table, target).Test, splitter.Divide(table, target).Test);
    }

    [Fact]
    public void Another_seed_draws_other_rows()
    {
        var (table, target) = Sample([.. Enumerable.Range(0, 400).Select(i => i * 7919 % 1000)]);
        ISplitter[][] pairs =
        [
            [new RandomSplit(), new RandomSplit { Seed = 7 }], [new StratifiedSplit(), new StratifiedSplit { Seed = 7 }],
            [new HashSplit(), new HashSplit { Seed = 7 }], [new GroupSplit { Column = "key" }, new GroupSplit { Column = "key", Seed = 7 }],
        ];

        Assert.All(pairs, pair => Assert.NotEqual(pair[0].Divide(table, target).Test, pair[1].Divide(table, target).Test));
    }

    [Fact]
    public void A_random_split_tests_by_its_share() =>
        Assert.Equal(25, new RandomSplit { Test = 0.25 }.Divide(Table.Of(("x", new DoubleColumn(new double[100]))), null).Test.Length);

    [Fact]
    public void A_stratified_split_keeps_each_class_within_a_row_of_its_share() => ForAnyTable((table, target) =>
    {
        var split = new StratifiedSplit { Test = 0.3 }.Divide(table, target);
        return Enumerable.Range(0, 2).All(k => Math.Abs(split.Test.Count(r => target.Values[r] == k) - 0.3 * target.Values.Count(v => v == k)) < 1)
            && split.Test.Length == (int)Math.Floor(0.3 * table.RowCount + 0.5);
    });

    [Fact]
    public void The_only_row_of_a_class_is_trained_on()
    {
        var target = new Target(TaskKind.Multiclass, [0, 0, 0, 1, 1, 1, 2], ["a", "b", "c"]);

        var split = new StratifiedSplit { Test = 0.5 }.Divide(Table.Of(("x", new DoubleColumn(new double[7]))), target);

        Assert.Contains(6, split.Train);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hash_split_never_parts_a_key(bool stratified) => ForAnyTable((table, target) =>
        IsWhole(new HashSplit { Key = ["key"] }.Divide(table, stratified ? target : null), table["key"]));

    [Fact]
    public void A_group_split_never_parts_a_group() => ForAnyTable((table, target) =>
        IsWhole(new GroupSplit { Column = "key" }.Divide(table, null), table["key"]));

    [Fact]
    public void A_hash_split_never_parts_equal_rows() => ForAnyTable((table, target) =>
    {
        var twice = table.Take([.. Enumerable.Range(0, table.RowCount), .. Enumerable.Range(0, table.RowCount)]);
        var split = new HashSplit().Divide(twice, target.Take([.. Enumerable.Range(0, table.RowCount), .. Enumerable.Range(0, table.RowCount)]));
        var test = split.Test.ToHashSet();
        return Enumerable.Range(0, table.RowCount).All(row => test.Contains(row) == test.Contains(row + table.RowCount));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Added_rows_move_others_at_the_boundary_only_and_in_one_direction(bool stratified) => ForAnyTable((table, target) =>
    {
        var splitter = new HashSplit();
        var fewer = table.RowCount - 9;
        int[] first = [.. Enumerable.Range(0, fewer)];
        var before = splitter.Divide(table.Take(first), stratified ? target.Take(first) : null).Test.ToHashSet();
        var after = splitter.Divide(table, stratified ? target : null).Test.ToHashSet();
        return Enumerable.Range(0, stratified ? 2 : 1).All(k =>
        {
            var rows = first.Where(row => !stratified || target.Values[row] == k).ToArray();
            var added = rows.Count(row => after.Contains(row) && !before.Contains(row));
            var removed = rows.Count(row => before.Contains(row) && !after.Contains(row));
            return Math.Min(added, removed) == 0 && added + removed <= 10;
        });
    });

    [Fact]
    public void The_order_of_the_rows_changes_no_part()
    {
        var (table, target) = Sample([.. Enumerable.Range(0, 300).Select(i => i * 7919 % 1000)]);
        int[] turned = [.. Enumerable.Range(0, 300).Reverse()];

        var split = new HashSplit().Divide(table, target);
        var other = new HashSplit().Divide(table.Take(turned), target.Take(turned));

        Assert.Equal(split.Test, other.Test.Select(row => 299 - row).Order());
    }

    [Fact]
    public void A_hash_split_takes_its_share_of_each_class()
    {
        var (table, target) = Sample([.. Enumerable.Range(0, 1000)]);

        var split = new HashSplit().Divide(table, target);

        Assert.InRange(split.Test.Count(row => target.Values[row] == 1), target.Values.Count(v => v == 1) * 0.2 - 1, target.Values.Count(v => v == 1) * 0.2 + 1);
    }

    [Fact]
    public void Rows_without_a_key_are_not_one_key()
    {
        var table = Table.Of(("key", TextColumn.From(new string?[200])), ("x", new DoubleColumn([.. Enumerable.Range(0, 200)])));

        Assert.Equal(40, new HashSplit { Key = ["key"] }.Divide(table, null).Test.Length);
    }

    [Fact]
    public void One_large_group_does_not_empty_a_part()
    {
        var table = Table.Of(("key", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0L : i)])));

        Assert.All(Enumerable.Range(0, 20), seed => Assert.Equal(20, new GroupSplit { Column = "key", Seed = seed }.Divide(table, null).Test.Length));
    }

    [Fact]
    public void Every_training_row_is_earlier_than_every_test_row() => ForAnyTable((table, target) =>
    {
        var split = new TimeSplit { Column = "day" }.Divide(table, null);
        var days = ((IntegerColumn)table["day"]).Values;
        return split.Train.Max(row => days[row]) < split.Test.Min(row => days[row]);
    });

    [Fact]
    public void Of_the_two_boundaries_around_tied_times_the_nearer_is_taken()
    {
        Assert.Equal([8, 9], Test(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Assert.Equal([7, 8, 9], Test(0, 1, 2, 3, 4, 5, 6, 8, 8, 8));
        Assert.Equal([9], Test(0, 1, 2, 3, 4, 5, 8, 8, 8, 9));
        Assert.Equal([9], Test(8, 8, 8, 8, 8, 8, 8, 8, 8, 9));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Test(0, 8, 8, 8, 8, 8, 8, 8, 8, 8));

        static int[] Test(params double[] times) => new TimeSplit { Column = "t" }.Divide(Table.Of(("t", new DoubleColumn(times))), null).Test;
    }

    [Fact]
    public void A_time_split_from_a_moment_tests_by_the_rows_at_or_after_it()
    {
        var june = (new DateTime(2001, 6, 1) - DateTime.UnixEpoch).Days;
        var dates = Table.Of(("t", new IntegerColumn(ColumnType.Date, [june - 1, june, june + 1])));
        var stamps = Table.Of(("t", new IntegerColumn(ColumnType.Timestamp, [june * 86_400_000_000 - 1, june * 86_400_000_000, (june + 1) * 86_400_000_000])));
        var numbers = Table.Of(("t", new IntegerColumn(ColumnType.Int64, [-3, 2, 3])));

        Assert.Equal([1, 2], new TimeSplit { Column = "t", From = "2001-06-01" }.Divide(dates, null).Test);
        Assert.Equal([1, 2], new TimeSplit { Column = "t", From = "2001-06-01" }.Divide(stamps, null).Test);
        Assert.Equal([2], new TimeSplit { Column = "t", From = "2001-06-01T00:00:00.000001" }.Divide(stamps, null).Test);
        Assert.Equal([2], new TimeSplit { Column = "t", From = 2.5 }.Divide(numbers, null).Test);
        Assert.Equal([1, 2], new TimeSplit { Column = "t", From = (long)june }.Divide(dates, null).Test);
        Assert.Equal([2], new TimeSplit { Column = "t", From = "3" }.Divide(numbers, null).Test);
        Assert.Equal("bad_parameter", MistakeOf(new TimeSplit { Column = "t", From = "June" }, dates).Code);
        Assert.Equal("bad_parameter", MistakeOf(new TimeSplit { Column = "t", From = "2001-06-01" }, numbers).Code);
        Assert.Equal("empty_part", MistakeOf(new TimeSplit { Column = "t", From = "2031-06-01" }, dates).Code);
    }

    [Fact]
    public void A_missing_time_is_refused_with_its_row()
    {
        var mistake = MistakeOf(new TimeSplit { Column = "t" }, Table.Of(("t", new DoubleColumn([1, double.NaN, 2]))));

        Assert.Equal("missing_time", mistake.Code);
        Assert.Contains("row 2", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_decide_and_an_unknown_one_is_refused()
    {
        var table = Table.Of(("part", TextColumn.From(["train", "Test", "validation", "test"])));

        Assert.Equal([1, 3], new ColumnSplit { Column = "part" }.Divide(table, null).Test);
        var mistake = MistakeOf(new ColumnSplit { Column = "part" }, Table.Of(("part", TextColumn.From(["train", "test", "tset"]))));
        Assert.Equal(("bad_split_label", 3L), (mistake.Code, mistake.Row));
        Assert.Equal("bad_split_label", MistakeOf(new ColumnSplit { Column = "part" }, Table.Of(("part", TextColumn.From(["train", null])))).Code);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named()
    {
        var table = Table.Of(("customer", new DoubleColumn([1, 2])));

        Assert.Equal("Did you mean 'customer'?", MistakeOf(new GroupSplit { Column = "custmer" }, table).Hint);
        Assert.Equal("Did you mean 'customer'?", MistakeOf(new HashSplit { Key = ["customers"] }, table).Hint);
        Assert.Equal("missing_parameter", MistakeOf(new TimeSplit(), table).Code);
    }

    [Fact]
    public void Parts_without_rows_or_with_one_class_are_refused()
    {
        var two = Table.Of(("x", new DoubleColumn([1, 2])));
        var target = new Target(TaskKind.Binary, [0, 0, 0, 0, 1], ["no", "yes"]);

        Assert.All([0.0, 1.0, 0.1], share => Assert.Equal("empty_part", MistakeOf(new RandomSplit { Test = share }, two).Code));
        Assert.Equal("one_class_in_part", MistakeOf(new StratifiedSplit { Test = 0.4 }, Table.Of(("x", new DoubleColumn(new double[5]))), target).Code);
        Assert.Equal("no_classes", MistakeOf(new StratifiedSplit(), two).Code);
    }

    static void ForAnyTable(Func<Table, Target, bool> holds) => Prop.ForAll(
        Gen.Choose(0, 1000).NonEmptyListOf().Select(list => Enumerable.Range(0, 300).Select(i => list[i % list.Count] * 31 + i * i).Concat(list).ToArray()).ToArbitrary(),
        draws => holds(Sample(draws).Table, Sample(draws).Target)).CheckSeeded();

    // One row for each draw: about three rows a key, a class that depends on the row.
    static (Table Table, Target Target) Sample(int[] draws)
    {
        var table = Table.Of(
            ("key", TextColumn.From([.. draws.Select(d => $"k{d % (1 + draws.Length / 3)}")])),
            ("x", new DoubleColumn([.. draws.Select((d, row) => d + row / 1000.0)])),
            ("day", new IntegerColumn(ColumnType.Date, [.. draws.Select(d => (long)(d % 50))])),
            ("part", TextColumn.From([.. draws.Select((_, row) => row % 5 < 2 ? "test" : "train")])));
        return (table, new Target(TaskKind.Binary, [.. draws.Select((_, row) => (row * 2654435761L >> 7) % 3 == 0 ? 1.0 : 0)], ["no", "yes"]));
    }

    static bool IsWhole(DataSplit split, Column column)
    {
        var keys = (TextColumn)column;
        return !split.Train.Select(row => keys[row]).Intersect(split.Test.Select(row => keys[row])).Any();
    }

    static Mistake MistakeOf(ISplitter splitter, Table table, Target? target = null) =>
        Assert.Single(Assert.Throws<RondoException>(() => splitter.Divide(table, target)).Mistakes);
}
