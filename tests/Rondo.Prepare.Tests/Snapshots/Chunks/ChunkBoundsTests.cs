using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Snapshots.Chunks;

namespace Rondo.Prepare.Tests.Snapshots.Chunks;

public sealed class ChunkBoundsTests
{
    private const int Rows = 400_000;

    [Fact]
    public void Chunks_cover_the_rows_and_their_number_does_not_depend_on_threads()
    {
        var table = Made(0, Rows);

        var ends = ChunkBounds.Of(table);

        Assert.Equal(Rows, ends[^1]);
        Assert.True(ends.SequenceEqual(ends.Distinct().Order()));
        Assert.InRange(Rows / ends.Length, 4_000, 16_384);
        Assert.Equal(ends, ChunkBounds.Of(table, threads: 2));
    }

    [Fact]
    public void Rows_put_in_anywhere_change_only_the_chunks_there()
    {
        var before = Made(0, Rows);
        foreach (var at in (int[])[0, 1, 150_000, Rows])
        {
            var after = before.Take([.. Enumerable.Range(0, at), .. Enumerable.Range(0, 4_000).Select(i => i * 17), .. Enumerable.Range(at, Rows - at)]);

            Assert.InRange(NewRows(before, after), 1, 4_000 + (4 * 16_384));
        }
    }

    [Fact]
    public void Equal_rows_without_end_are_cut_all_the_same()
    {
        var table = Table.Of(("x", new IntegerColumn(ColumnType.Int64, new long[100_000])));

        var ends = ChunkBounds.Of(table);

        Assert.InRange(ends.Length, 100_000 / 16_384, 100_000 / 4_096);
    }

    [Fact]
    public void A_table_without_rows_has_no_chunks() =>
        Assert.Empty(ChunkBounds.Of(Table.Of(("x", new DoubleColumn([])))));

    [Fact]
    public void Large_cells_make_chunks_of_few_rows()
    {
        var megabyte = new string('x', 1_000_000);
        var table = Table.Of(("text", TextColumn.From([.. Enumerable.Range(0, 100).Select(i => megabyte + i)])));

        Assert.InRange(ChunkBounds.Of(table).Length, 2, 4);
    }

    static int NewRows(Table before, Table after)
    {
        var known = Chunks(before).Select(c => c.Key).ToHashSet();
        return Chunks(after).Where(c => !known.Contains(c.Key)).Sum(c => c.Rows);
    }

    static IEnumerable<(string Key, int Rows)> Chunks(Table table)
    {
        var ends = ChunkBounds.Of(table);
        for (var i = 0; i < ends.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            yield return (Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(TableChunk.Write(table, start, ends[i]))), ends[i] - start);
        }
    }

    static Table Made(int seed, int rows)
    {
        var random = new CounterRandom((ulong)seed, "chunks");
        return Table.Of(
            ("id", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(i => (long)i)])),
            ("x", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => random.Below((ulong)i, 1000) / 100.0)])));
    }
}
