using FsCheck;
using FsCheck.Fluent;
using Rondo.Deploy.Features;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Tests.Features;

public sealed class FeatureTableTests
{
    [Fact]
    public void What_is_found_is_the_last_row_until_then_whatever_the_order_in_which_rows_came() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Agrees(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static void Agrees(Random random)
    {
        // Late rows, repeated rows, rows that correct others of the same time; pushed in pieces.
        var events = Enumerable.Range(0, random.Next(1, 60)).Select(i => (Entity: random.NextInt64(6), Time: random.NextInt64(20), Value: (double)i)).ToArray();
        var kept = random.Next(1, 25);
        FeatureTable? table = null;
        for (var at = 0; at < events.Length;)
        {
            var piece = events[at..Math.Min(events.Length, at + random.Next(1, 20))];
            table = table is null ? FeatureTable.Of(TableOf(piece), "id", "time", kept) : table.With(TableOf(piece));
            at += piece.Length;
        }
        table = FeatureFile.Read(FeatureFile.Write(table!), "id");

        for (var entity = 0L; entity < 7; entity++)
        {
            var corrected = events.Where(e => e.Entity == entity).GroupBy(e => e.Time).Select(g => g.Last()).OrderBy(e => e.Time).ToArray();
            for (var time = -1L; time < 22; time++)
            {
                var expected = corrected.Where(e => e.Time <= time).Select(e => (double?)e.Value).LastOrDefault();
                // Of more rows than are kept the oldest went.
                if (expected is not null && corrected.Count(e => e.Time > time) >= kept) expected = null;
                var found = table.Find(entity.ToString(System.Globalization.CultureInfo.InvariantCulture), time);
                Assert.Equal(expected, found is { } place ? ((DoubleColumn)table.Rows["value"]).Values[place.Row] : null);
            }
        }
    }

    [Fact]
    public void Rows_that_can_not_be_placed_are_refused()
    {
        var table = FeatureTable.Of(TableOf([(1, 1, 1)]), "id", "time", 5);

        Assert.Equal("unknown_column", Refused(() => FeatureTable.Of(TableOf([(1, 1, 1)]), "idd", "time", 5)).Code);
        Assert.Equal("wrong_type", Refused(() => FeatureTable.Of(TableOf([(1, 1, 1)]), "value", "time", 5)).Code);
        Assert.Equal("wrong_type", Refused(() => FeatureTable.Of(TableOf([(1, 1, 1)]), "id", "value", 5)).Code);
        Assert.Equal("missing_column", Refused(() => table.With(Table.Of(("id", new IntegerColumn(ColumnType.Int64, [1])), ("time", new IntegerColumn(ColumnType.TimestampUtc, [1]))))).Code);
        Assert.Equal("unknown_column", Refused(() => table.With(TableOf([(1, 1, 1)]).With("more", new DoubleColumn([1])))).Code);
        var gap = Refused(() => table.With(Table.Of(("id", new IntegerColumn(ColumnType.Int64, [1, 0], [false, true])), ("time", new IntegerColumn(ColumnType.TimestampUtc, [1, 2])), ("value", new DoubleColumn([1, 2])))));
        Assert.Equal(("missing_value", 2L), (gap.Code, gap.Row));
    }

    [Fact]
    public void Damaged_files_are_refused_whatever_byte_was_hit()
    {
        var bytes = FeatureFile.Write(FeatureTable.Of(TableOf([(1, 1, 1), (2, 5, 3)]), "id", "time", 5));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x40;
            Assert.ThrowsAny<RondoException>(() => FeatureFile.Read(damaged, "id"));
            Assert.ThrowsAny<RondoException>(() => FeatureFile.Read(bytes.AsMemory(0, i), "id"));
        }
    }

    static Mistake Refused(Func<object> act) => Assert.Throws<RondoException>(act).Mistakes[0];

    static Table TableOf(IReadOnlyList<(long Entity, long Time, double Value)> rows) => Table.Of(
        ("id", new IntegerColumn(ColumnType.Int64, [.. rows.Select(r => r.Entity)])),
        ("time", new IntegerColumn(ColumnType.TimestampUtc, [.. rows.Select(r => r.Time)])),
        ("value", new DoubleColumn([.. rows.Select(r => r.Value)])));
}
