using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Snapshots.Chunks;

namespace Rondo.Prepare.Tests.Snapshots.Chunks;

public sealed class TableChunkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50_000)]
    public void Chunks_give_the_same_table_back(int rows)
    {
        var table = Tables.Awkward(rows);

        var back = ThereAndBack(table);

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
    }

    [Fact]
    public void Names_that_differ_by_case_empty_text_NUL_and_columns_without_values_survive()
    {
        var table = Table.Of(
            ("a", new IntegerColumn(ColumnType.Int64, [1, 2])),
            ("A", new IntegerColumn(ColumnType.Date, [0, 0], [true, true])),
            ("c0", TextColumn.From(["", "\0 between \0"])),
            ("'q\"", TextColumn.From([null, null])),
            ("none", new DoubleColumn([double.NaN, double.NaN])));

        var back = ThereAndBack(table);

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
        Assert.Equal("\0 between \0", ((TextColumn)back["c0"])[1]);
    }

    [Fact]
    public void Every_bit_of_a_double_comes_back()
    {
        double[] values =
        [
            0.1, -0.0, 0.0, 1.0 / 3, double.Epsilon, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity,
            9007199254740991, 9007199254740993, 123456789.123456, 1e-15, 5e-324, double.NaN,
        ];
        foreach (var some in (double[][])[values, [0.1, 2.25, double.NaN], [-0.0], [(float)0.1, (float)0.7], [double.NaN]])
        {
            var back = (DoubleColumn)ThereAndBack(Table.Of(("x", new DoubleColumn(some)))).Columns[0];

            Assert.Equal(some.Select(BitConverter.DoubleToInt64Bits), back.Values.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Fact]
    public void Whole_numbers_of_any_width_and_step_come_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>().Generator.NonEmptyListOf().ToArbitrary(), values =>
        {
            long[][] shapes = [[.. values], [.. values.Select(v => v & 0xff)], [.. values.Select(v => v >> 33)], [.. values.Select((v, i) => (i * 1_000_003L) + (v & 7))]];
            foreach (var shape in shapes)
                Assert.Equal(shape, ((IntegerColumn)ThereAndBack(Table.Of(("x", new IntegerColumn(ColumnType.Int64, shape)))).Columns[0]).Values);
        }).CheckSeeded();

    [Fact]
    public void Cells_of_a_megabyte_and_ten_thousand_columns_come_back()
    {
        var wide = Table.Of(Enumerable.Range(0, 10_000).Select(i => ($"c{i}", (Column)new IntegerColumn(ColumnType.Int64, [i, -i, i * i]))));
        var large = Table.Of(("text", TextColumn.From([new string('x', 1_000_000), null, new string('é', 500_000), "short"])));

        Assert.Equal(CanonicalHash.Of(wide), CanonicalHash.Of(ThereAndBack(wide)));
        Assert.Equal(CanonicalHash.Of(large), CanonicalHash.Of(ThereAndBack(large)));
    }

    [Fact]
    public void Equal_rows_give_equal_bytes_whatever_else_the_table_holds()
    {
        string?[] words = ["b", "a", null, "b"];
        var one = Table.Of(("text", TextColumn.From(words)), ("x", new IntegerColumn(ColumnType.Int64, [1, 2, 3, 4], new bool[4])));
        var other = Table.Of(("text", TextColumn.From(["zzz", "a", .. words])), ("x", new IntegerColumn(ColumnType.Int64, [7, 8, 1, 2, 3, 4])));

        Assert.Equal(TableChunk.Write(one, 0, 4), TableChunk.Write(other, 2, 6));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_as_some_table()
    {
        var table = Tables.Awkward(50);
        var whole = TableChunk.Write(table, 0, 50);
        var random = new Random(5);
        var refused = 0;

        for (var round = 0; round < 500; round++)
        {
            try
            {
                ChunkedTable.Read(table.Schema, [50], _ => Sources.Damage.Some(whole, random), threads: 1);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 200, $"Only {refused} were refused.");
    }

    static Table ThereAndBack(Table table)
    {
        var ends = ChunkBounds.Of(table);
        int[] rows = [.. ends.Select((end, i) => end - (i == 0 ? 0 : ends[i - 1]))];
        return ChunkedTable.Read(table.Schema, rows, i => TableChunk.Write(table, ends[i] - rows[i], ends[i]), threads: 2);
    }
}
