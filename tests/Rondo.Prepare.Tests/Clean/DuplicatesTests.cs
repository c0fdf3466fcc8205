using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Prepare.Clean;

namespace Rondo.Prepare.Tests.Clean;

public class DuplicatesTests
{
    [Fact]
    public void Of_equal_rows_the_first_is_kept()
    {
        var table = Table.Of(
            ("x", new DoubleColumn([1, 1, 2, 1, double.NaN, double.NaN, 0, -0.0])),
            ("w", TextColumn.From(["a", "b", "a", "a", null, null, "z", "z"])));

        Assert.Equal([0, 1, 2, 4, 6], Duplicates.Find(table));
    }

    [Fact]
    public void A_missing_value_is_not_the_zero_or_the_empty_text_that_stands_in_its_place()
    {
        var whole = Table.Of(("n", new IntegerColumn(ColumnType.Int64, [0, 0], [true, false])));
        var text = Table.Of(("w", TextColumn.From(["", null])));

        Assert.Equal([0, 1], Duplicates.Find(whole));
        Assert.Equal([0, 1], Duplicates.Find(text));
    }

    [Fact]
    public void Equal_texts_of_two_codes_are_equal() =>
        Assert.Equal([0, 2], Duplicates.Find(Table.Of(("w", new TextColumn([0, 1, 2], ["same", "same", "other"])))));

    [Fact]
    public void Tables_without_rows_or_columns_keep_nothing()
    {
        Assert.Empty(Duplicates.Find(Table.Of()));
        Assert.Empty(Duplicates.Find(Table.Of(("x", new DoubleColumn([])))));
    }

    [Fact]
    public void The_rows_kept_are_the_distinct_ones() => Prop.ForAll(
        Gen.Choose(0, 5).ArrayOf(120).ToArbitrary(),
        draws =>
        {
            var rows = draws.Chunk(3).ToArray();
            var table = Table.Of(
                ("a", new DoubleColumn([.. rows.Select(r => r[0] == 5 ? double.NaN : r[0])])),
                ("b", TextColumn.From([.. rows.Select(r => r[1] == 5 ? null : $"t{r[1]}")])),
                ("c", new IntegerColumn(ColumnType.Date, [.. rows.Select(r => (long)r[2])])));
            int[] expected = [.. Enumerable.Range(0, rows.Length).Where(i => !rows[..i].Any(r => r.SequenceEqual(rows[i])))];
            return Duplicates.Find(table).SequenceEqual(expected);
        }).CheckSeeded();
}
