using System.Diagnostics;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Snapshots.Differences;

namespace Rondo.Prepare.Tests.Snapshots.Differences;

public sealed class TableComparisonTests
{
    [Fact]
    public void Seven_changed_cells_are_exactly_those_that_are_told_by_key_and_without()
    {
        var before = Made(10_000);
        (int Row, string Column)[] cells = [(0, "x"), (3, "word"), (3, "x"), (4_999, "id2"), (5_000, "word"), (9_998, "x"), (9_999, "word")];
        var after = Changed(before, cells);

        foreach (var key in (string[][])[["id"], []])
        {
            var difference = TableComparison.Compare(before, after, new DifferenceOptions { Key = key });

            Assert.Equal(key.Length == 0 ? RowMatch.Position : RowMatch.Key, difference.MatchedBy);
            Assert.Equal((7, 6, 0, 0), (difference.CellsChanged, difference.RowsChanged, difference.RowsAdded, difference.RowsRemoved));
            Assert.Equal(cells.Select(c => (c.Row + 1L, c.Column)).Order(), difference.Changes.Select(c => (c.RowAfter, c.Column)).Order());
            Assert.All(difference.Changes, c => Assert.Equal(CellValue.Of(before[c.Column], (int)c.RowBefore - 1), c.Before));
            Assert.All(difference.Changes, c => Assert.Equal(CellValue.Of(after[c.Column], (int)c.RowAfter - 1), c.After));
        }
    }

    [Fact]
    public void Changed_added_and_removed_rows_are_told_apart_without_a_key()
    {
        var all = Made(1_100);
        var before = all.Take([.. Enumerable.Range(0, 1_000)]);
        int[] kept = [.. Enumerable.Range(0, 1_000).Where(r => r is not (10 or 700)), .. Enumerable.Range(1_000, 100)];
        var after = Changed(all.Take([.. kept[..400], 1_050, .. kept[400..]]), [(5, "x"), (300, "word"), (900, "x")]);

        var difference = TableComparison.Compare(before, after, new DifferenceOptions());

        Assert.Equal(RowMatch.Content, difference.MatchedBy);
        Assert.Equal((3, 101, 2), (difference.CellsChanged, difference.RowsAdded, difference.RowsRemoved));
        Assert.Equal([10, 700], difference.Removed);
        Assert.Equal([6, 301, 901], difference.Changes.Select(c => c.RowAfter));
        Assert.False(difference.AreRowsReordered);
    }

    [Fact]
    public void By_key_rows_may_stand_in_any_order()
    {
        var before = Made(500);
        var after = Changed(before.Take([.. Enumerable.Range(1, 499).Reverse()]), [(2, "x")]);

        var difference = TableComparison.Compare(before, after, new DifferenceOptions { LikelyKeys = [["nothing"], ["word"], ["id"]] });

        Assert.Equal(RowMatch.Key, difference.MatchedBy);
        Assert.Equal(["id"], difference.Key);
        Assert.Equal((1, 0, 1), (difference.CellsChanged, difference.RowsAdded, difference.RowsRemoved));
        Assert.True(difference.AreRowsReordered);
        Assert.Equal((498, 3), (difference.Changes[0].RowBefore, difference.Changes[0].RowAfter));
    }

    [Fact]
    public void A_key_that_does_not_tell_rows_apart_is_refused_when_given_and_told_when_declared()
    {
        var (before, after) = (Made(100), Made(100));

        var mistake = Assert.Throws<RondoException>(() => TableComparison.Compare(before, after, new DifferenceOptions { Key = ["word"] })).Mistakes[0];
        Assert.Equal("duplicate_key", mistake.Code);
        Assert.Contains("word = ", mistake.Message, StringComparison.Ordinal);
        Assert.Equal("unknown_column", Assert.Throws<RondoException>(() => TableComparison.Compare(before, after, new DifferenceOptions { Key = ["wort"] })).Mistakes[0].Code);

        var difference = TableComparison.Compare(before, after, new DifferenceOptions { LikelyKeys = [["word"]] });
        Assert.Equal(RowMatch.Position, difference.MatchedBy);
        Assert.Contains("same key", difference.Note, StringComparison.Ordinal);
        Assert.True(difference.IsNone);
    }

    [Fact]
    public void Columns_that_came_went_moved_and_changed_their_type_are_told()
    {
        var before = Table.Of(
            ("id", new IntegerColumn(ColumnType.Int64, [1, 2])), ("gone", new DoubleColumn([1, 2])),
            ("n", new IntegerColumn(ColumnType.Int64, [5, 6])), ("t", TextColumn.From(["a", "b"])));
        var after = Table.Of(
            ("n", new DoubleColumn([5, 6.5])), ("id", new IntegerColumn(ColumnType.Int64, [1, 2])),
            ("t", new DoubleColumn([1, 2])), ("come", TextColumn.From(["a", null])));

        var difference = TableComparison.Compare(before, after, new DifferenceOptions { Key = ["id"] });

        Assert.Equal(["come"], difference.ColumnsAdded.Select(c => c.Name));
        Assert.Equal(["gone"], difference.ColumnsRemoved.Select(c => c.Name));
        Assert.Equal([("n", true), ("t", false)], difference.ColumnsRetyped.Select(c => (c.Name, c.IsCompared)));
        Assert.True(difference.AreColumnsReordered);
        Assert.Equal(("n", 6L, 6.5), (difference.Changes.Single().Column, difference.Changes[0].Before, difference.Changes[0].After));
    }

    [Fact]
    public void Missing_values_and_minus_zero_are_compared_as_the_hash_does()
    {
        var before = Table.Of(("x", new DoubleColumn([double.NaN, -0.0, 1, double.NaN])), ("n", new IntegerColumn(ColumnType.Int64, [0, 7, 3, 4], [true, true, false, false])));
        var after = Table.Of(("x", new DoubleColumn([double.NaN, 0.0, double.NaN, 2])), ("n", new IntegerColumn(ColumnType.Int64, [9, 0, 3, 4], [true, false, false, false])));

        var difference = TableComparison.Compare(before, after, new DifferenceOptions());

        Assert.Equal([(2, "n"), (3, "x"), (4, "x")], difference.Changes.Select(c => ((int)c.RowAfter, c.Column)));
        Assert.Equal([null, 1.0, null], difference.Changes.Select(c => c.Before));
    }

    [Fact]
    public void Lists_are_bounded_and_counts_are_exact()
    {
        var before = Made(2_000);
        var after = before.With("x", new DoubleColumn(Array.ConvertAll(((DoubleColumn)before["x"]).Values, v => v + 1)));

        var difference = TableComparison.Compare(before, after, new DifferenceOptions { Limit = 10 });

        Assert.Equal(2_000, difference.CellsChanged);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), difference.Changes.Select(c => c.RowAfter));
    }

    [Fact]
    public void Rows_that_repeat_without_end_are_matched_in_bounded_time()
    {
        var before = Table.Of(("x", new IntegerColumn(ColumnType.Int64, new long[200_000])));
        var after = Table.Of(("x", new IntegerColumn(ColumnType.Int64, [1, .. new long[199_000]])));

        var difference = TableComparison.Compare(before, after, new DifferenceOptions());

        Assert.Equal(199_000 + 1 - difference.RowsAdded, 200_000 - difference.RowsRemoved);
        Assert.InRange(difference.RowsAdded + difference.CellsChanged, 1, 1);
    }

    [Fact]
    public void Tables_without_rows_are_compared()
    {
        var (none, some) = (Made(0), Made(3));

        Assert.True(TableComparison.Compare(none, none, new DifferenceOptions()).IsNone);
        Assert.Equal(3, TableComparison.Compare(none, some, new DifferenceOptions()).RowsAdded);
        Assert.Equal(3, TableComparison.Compare(some, none, new DifferenceOptions { Key = ["id"] }).RowsRemoved);
    }

    [Fact]
    public void A_million_rows_are_compared_in_seconds()
    {
        var before = Made(1_000_000);
        var after = Changed(before, [(0, "x"), (999_999, "word")]);
        var clock = Stopwatch.StartNew();

        Assert.Equal(2, TableComparison.Compare(before, after, new DifferenceOptions { Key = ["id"] }).CellsChanged);
        Assert.Equal(2, TableComparison.Compare(before, after, new DifferenceOptions()).CellsChanged);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
    }

    static Table Changed(Table table, IEnumerable<(int Row, string Column)> cells)
    {
        foreach (var (row, name) in cells)
        {
            Column changed = table[name] switch
            {
                DoubleColumn number => new DoubleColumn([.. number.Values[..row], -1, .. number.Values[(row + 1)..]]),
                IntegerColumn whole => new IntegerColumn(whole.Type, [.. whole.Values[..row], -1, .. whole.Values[(row + 1)..]]),
                TextColumn text => new TextColumn([.. text.Codes[..row], text.Dictionary.Length, .. text.Codes[(row + 1)..]], [.. text.Dictionary, "changed"]),
                _ => throw new InvalidOperationException(),
            };
            table = table.With(name, changed);
        }
        return table;
    }

    static Table Made(int rows)
    {
        var random = new CounterRandom(3, "differences");
        return Table.Of(
            ("id", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(i => i * 7L)])),
            ("x", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => random.Uniform((ulong)i))])),
            ("id2", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, rows).Select(i => 18_000L + (i / 100))])),
            ("word", new TextColumn([.. Enumerable.Range(0, rows).Select(i => random.Below((ulong)(i + rows), 6) - 1)], ["a", "b", "c", "d", "e"])));
    }
}
