using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;

namespace Rondo.Prepare.Tests.Snapshots;

public sealed class TableSortTests
{
    [Fact]
    public void Rows_are_ordered_by_values_with_missing_ones_last_and_equals_as_they_came()
    {
        var table = Table.Of(
            ("s", new TextColumn([1, 0, -1, 1, 2, 0], ["b", "ä", "b"])),
            ("x", new DoubleColumn([2, 1, 0, -3, double.NaN, -0.0])),
            ("i", new IntegerColumn(ColumnType.Int64, [0, 1, 2, 3, 4, 5])));

        Assert.Equal([1L, 4, 5, 0, 3, 2], Order(TableSort.By(table.With("s", TextColumn.From(["b", "a", null, "b", "a", "a"])), ["s"])));
        Assert.Equal([3L, 2, 5, 1, 0, 4], Order(TableSort.By(table, ["x"])));
        Assert.Equal([1L, 4, 5, 3, 0, 2], Order(TableSort.By(table.With("s", TextColumn.From(["b", "a", null, "b", "a", "a"])).With("x", new DoubleColumn([2, 1, 0, -3, 1, 1])), ["s", "x"])));
        // By UTF-8, 'b' comes before 'ä'; two entries of a dictionary may be equal.
        Assert.Equal([1L, 4, 5, 0, 3, 2], Order(TableSort.By(table.With("s", new TextColumn([1, 0, -1, 1, 2, 0], ["b", "ä", "b"])), ["s"])));
    }

    [Fact]
    public void An_unknown_column_is_named_with_its_neighbour()
    {
        var table = Table.Of(("customer", new IntegerColumn(ColumnType.Int64, [0])));

        var mistake = Assert.Throws<RondoException>(() => TableSort.By(table, ["custmer"])).Mistakes[0];

        Assert.Equal(("unknown_column", "Did you mean 'customer'?"), (mistake.Code, mistake.Hint));
    }

    static long[] Order(Table table) => ((IntegerColumn)table["i"]).Values;
}
