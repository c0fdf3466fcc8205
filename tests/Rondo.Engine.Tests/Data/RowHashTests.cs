using Rondo.Engine.Data;

namespace Rondo.Engine.Tests.Data;

public class RowHashTests
{
    static readonly Table Sample = Table.Of(
        ("n", new DoubleColumn([1, 2.5, double.NaN])),
        ("w", TextColumn.From(["lamp", null, "Stra\u00dfe \ud83d\ude80"])),
        ("b", new IntegerColumn(ColumnType.Boolean, [1, 0, 0], [false, false, true])));

    [Fact]
    public void Hashes_never_change() =>
        Assert.Equal([830716336393595037UL, 3968246101618755006UL, 12889654443590711285UL], RowHash.Of(Sample, 42));

    [Fact]
    public void The_order_of_columns_and_of_dictionaries_changes_nothing()
    {
        var turned = Table.Of(
            ("b", Sample["b"]),
            ("w", new TextColumn([2, -1, 0], ["Stra\u00dfe \ud83d\ude80", "unused", "lamp"])),
            ("n", Sample["n"]));

        Assert.Equal(RowHash.Of(Sample), RowHash.Of(turned));
    }

    [Fact]
    public void Equal_numbers_and_times_hash_alike_whatever_their_type()
    {
        var whole = Table.Of(("x", new IntegerColumn(ColumnType.Int64, [0, -7, 0], [false, false, true])));
        var doubles = Table.Of(("x", new DoubleColumn([-0.0, -7, double.NaN])));
        var date = Table.Of(("x", new IntegerColumn(ColumnType.Date, [2])));
        var midnight = Table.Of(("x", new IntegerColumn(ColumnType.Timestamp, [2 * 86_400_000_000])));

        Assert.Equal(RowHash.Of(whole), RowHash.Of(doubles));
        Assert.Equal(RowHash.Of(date), RowHash.Of(midnight));
    }

    [Fact]
    public void One_changed_value_column_name_or_salt_changes_the_hash()
    {
        var hashes = new[]
        {
            RowHash.Of(Sample)[0],
            RowHash.Of(Sample, 1)[0],
            RowHash.Of(Sample.With("w", TextColumn.From(["lamq", null, null])))[0],
            RowHash.Of(Sample.With("n", new DoubleColumn([1.0000000000000002, 1, 1])))[0],
            RowHash.Of(Table.Of(("n", Sample["n"]), ("v", Sample["w"]), ("b", Sample["b"])))[0],
            RowHash.Of(Table.Of(("n", Sample["n"]), ("w", Sample["w"])))[0],
        };

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void A_million_neighbours_do_not_collide()
    {
        var values = new long[1_000_000];
        for (var i = 0; i < values.Length; i++) values[i] = i;
        var table = Table.Of(("x", new IntegerColumn(ColumnType.Int64, values)), ("y", new IntegerColumn(ColumnType.Int64, [.. values.Reverse()])));

        Assert.Equal(values.Length, RowHash.Of(table).Distinct().Count());
    }
}
