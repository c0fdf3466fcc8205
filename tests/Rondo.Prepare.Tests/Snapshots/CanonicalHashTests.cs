using System.Diagnostics;
using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Tests.Sources;

namespace Rondo.Prepare.Tests.Snapshots;

public sealed class CanonicalHashTests
{
    [Fact]
    public void One_changed_cell_changes_the_hash_whatever_its_type()
    {
        var table = Tables.Awkward(1000);
        var original = CanonicalHash.Of(table);

        foreach (var field in table.Schema.Fields)
        {
            Assert.NotEqual(original, CanonicalHash.Of(table.With(field.Name, Changed(table[field.Name], row: 777))));
            Assert.NotEqual(original, CanonicalHash.Of(table.With(field.Name, Emptied(table[field.Name], row: 777))));
        }
    }

    [Fact]
    public void Names_types_and_orders_count()
    {
        var table = Table.Of(("a", new IntegerColumn(ColumnType.Int64, [0, 1])), ("b", new IntegerColumn(ColumnType.Int64, [1, 0])));
        var others = new[]
        {
            Table.Of(("a", new IntegerColumn(ColumnType.Int64, [0, 1])), ("c", new IntegerColumn(ColumnType.Int64, [1, 0]))),
            Table.Of(("b", new IntegerColumn(ColumnType.Int64, [1, 0])), ("a", new IntegerColumn(ColumnType.Int64, [0, 1]))),
            Table.Of(("a", new IntegerColumn(ColumnType.Int64, [1, 0])), ("b", new IntegerColumn(ColumnType.Int64, [0, 1]))),
            Table.Of(("a", new IntegerColumn(ColumnType.Boolean, [0, 1])), ("b", new IntegerColumn(ColumnType.Int64, [1, 0]))),
            Table.Of(("a", new DoubleColumn([0, 1])), ("b", new IntegerColumn(ColumnType.Int64, [1, 0]))),
            Table.Of(("a", new IntegerColumn(ColumnType.Int64, [0, 1]))),
            table.Take([0]),
        };

        var hashes = others.Append(table).Select(t => CanonicalHash.Of(t)).ToArray();

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void How_a_column_is_held_does_not_count()
    {
        var plain = Table.Of(("s", new TextColumn([0, 1, -1, 0], ["x", "y"])), ("d", new DoubleColumn([0.0, double.NaN, 1, 2])), ("i", new IntegerColumn(ColumnType.Int64, [0, 1, 2, 3])));
        var other = Table.Of(
            ("s", new TextColumn([3, 0, -1, 1], ["y", "x", "unused", "x"])),
            ("d", new DoubleColumn([-0.0, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234), 1, 2])),
            ("i", new IntegerColumn(ColumnType.Int64, [0, 1, 2, 3], [false, false, false, false])));

        Assert.Equal(CanonicalHash.Of(plain), CanonicalHash.Of(other));
    }

    [Fact]
    public void A_missing_value_is_neither_zero_nor_empty_text()
    {
        Assert.NotEqual(Hash(new IntegerColumn(ColumnType.Int64, [0])), Hash(new IntegerColumn(ColumnType.Int64, [0], [true])));
        Assert.NotEqual(Hash(new DoubleColumn([0])), Hash(new DoubleColumn([double.NaN])));
        Assert.NotEqual(Hash(new TextColumn([0], [""])), Hash(new TextColumn([-1], [])));
        Assert.NotEqual(Hash(TextColumn.From(["ab", "c"])), Hash(TextColumn.From(["a", "bc"])));
        Assert.Equal(Hash(new IntegerColumn(ColumnType.Int64, [0], [true])), Hash(new IntegerColumn(ColumnType.Int64, [99], [true])));
    }

    [Fact]
    public void Threads_do_not_count()
    {
        var table = Tables.Awkward(600_000);

        Assert.Equal(CanonicalHash.Of(table, threads: 1), CanonicalHash.Of(table, threads: 7));
    }

    [Fact]
    public void The_hash_is_the_documented_one()
    {
        var table = Table.Of(("a", new IntegerColumn(ColumnType.Int64, [1, 0], [false, true])), ("s", TextColumn.From(["é", null])));

        // hashlib over the layout in the summary of CanonicalHash; see tests/golden/data_hash/make.py.
        Assert.Equal("0f5bf0580d58701f7a03e6bf42e581a78e1326ef29782390c81dd71594f2b365", CanonicalHash.Of(table));
    }

    [Fact]
    public void Three_million_flights_are_read_and_hashed_in_seconds()
    {
        var flights = RealData.Flights;
        Assert.SkipWhen(flights is null, "The flights of vega-datasets are absent (npm ci).");
        var clock = Stopwatch.StartNew();

        var table = SourceReader.Read(new SourceSpec(flights));
        var read = clock.Elapsed;
        var hash = CanonicalHash.Of(table);
        var hashed = clock.Elapsed - read;

        TestContext.Current.SendDiagnosticMessage($"read {read.TotalSeconds:F2} s, hashed {hashed.TotalSeconds:F2} s");
        Assert.Equal(3_000_000, table.RowCount);
        Assert.Equal(64, hash.Length);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"read {read}, hashed {hashed}");
    }

    static string Hash(Column column) => CanonicalHash.Of(Table.Of(("x", column)));

    static Column Changed(Column column, int row)
    {
        switch (column)
        {
            case DoubleColumn number:
                var doubles = number.Values.ToArray();
                doubles[row] = Math.BitIncrement(doubles[row]);
                return new DoubleColumn(doubles);
            case TextColumn text:
                var codes = text.Codes.ToArray();
                codes[row] = (codes[row] + 1) % text.Dictionary.Length;
                return new TextColumn(codes, text.Dictionary);
            default:
                var whole = (IntegerColumn)column;
                var values = whole.Values.ToArray();
                values[row] ^= 1;
                return new IntegerColumn(whole.Type, values, whole.Missing);
        }
    }

    static Column Emptied(Column column, int row)
    {
        switch (column)
        {
            case DoubleColumn number:
                var doubles = number.Values.ToArray();
                doubles[row] = double.NaN;
                return new DoubleColumn(doubles);
            case TextColumn text:
                var codes = text.Codes.ToArray();
                codes[row] = -1;
                return new TextColumn(codes, text.Dictionary);
            default:
                var whole = (IntegerColumn)column;
                var missing = whole.Missing!.ToArray();
                missing[row] = true;
                return new IntegerColumn(whole.Type, whole.Values, missing);
        }
    }
}
