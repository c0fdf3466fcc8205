using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Prepare.Snapshots;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store.Snapshots;

public abstract class SnapshotStoreTests : IDisposable
{
    readonly TestWorkspace _test;

    protected SnapshotStoreTests(string? store) => _test = new TestWorkspace(store: store);

    SnapshotStore Snapshots => _test.Workspace.Snapshots;

    [Fact]
    public void A_snapshot_gives_the_same_table_back_under_the_hash_of_the_table()
    {
        var table = Made(100_000);

        var stored = Snapshots.Keep(table, threads: 2);

        Assert.Equal(CanonicalHash.Of(table), stored.Manifest.DataHash);
        Assert.True(stored.Manifest.Chunks.Count > 5);
        var back = Snapshots.Read(stored.Manifest.DataHash, threads: 2);
        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(stored.Manifest.DataHash, CanonicalHash.Of(back));
        Assert.Equal(stored.Manifest.DataHash, Snapshots.TryRead(stored.ManifestHash, threads: 1)!.Value.DataHash);
    }

    [Fact]
    public void Tables_without_rows_or_with_ten_thousand_columns_are_kept()
    {
        Table[] tables =
        [
            Table.Of(("x", new DoubleColumn([])), ("t", TextColumn.From([]))),
            Table.Of(Enumerable.Range(0, 10_000).Select(i => ($"c{i}", (Column)new IntegerColumn(ColumnType.Int64, [i, -i])))),
        ];
        foreach (var table in tables)
        {
            var stored = Snapshots.Keep(table, threads: 2);

            var back = Snapshots.Read(stored.Manifest.DataHash, threads: 2);
            Assert.Equal(table.Schema, back.Schema);
            Assert.Equal(table.RowCount, back.RowCount);
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("appended")]
    [InlineData("put in the middle")]
    [InlineData("changed")]
    [InlineData("one cell")]
    public void What_two_tables_share_is_stored_once(string how)
    {
        const int rows = 1_000_000;
        var before = Made(rows + 10_000);
        int[] all = [.. Enumerable.Range(0, rows)];
        var first = Snapshots.Keep(before.Take(all), threads: 2);

        var after = how switch
        {
            "appended" => before,
            "put in the middle" => before.Take([.. all[..500_000], .. Enumerable.Range(rows, 10_000), .. all[500_000..]]),
            "changed" => before.Take([.. all[..300_000], .. Enumerable.Range(rows, 10_000), .. all[310_000..]]),
            _ => before.Take([.. all[..300_000], 7, .. all[300_001..]]),
        };
        var second = Snapshots.Keep(after, threads: 2);

        Assert.InRange(second.NewBytes, 1, first.NewBytes * 5 / 100);
        Assert.Equal(CanonicalHash.Of(after), CanonicalHash.Of(Snapshots.Read(second.Manifest.DataHash, threads: 2)));
    }

    [Fact]
    public void A_table_kept_again_is_not_written_again()
    {
        var table = Made(20_000);
        Snapshots.Keep(table, threads: 1);
        var before = Objects();

        Assert.Equal(0, Snapshots.Keep(table, threads: 2).NewBytes);
        Assert.Equal(before, Objects());
    }

    [Theory]
    [InlineData(true, "object_missing")]
    [InlineData(false, "object_damaged")]
    public void A_missing_or_damaged_chunk_is_named_and_keeping_the_table_again_repairs_it(bool isMissing, string code)
    {
        var table = Made(50_000);
        var stored = Snapshots.Keep(table, threads: 2);
        var path = _test.ObjectPath(stored.Manifest.Chunks[1].Hash);
        if (isMissing) File.Delete(path);
        else File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..^1], 0x55]);

        Assert.Contains(stored.Manifest.Chunks[1].Hash, Expect.Mistake(code, () => Snapshots.Read(stored.Manifest.DataHash, threads: 2)).Message, StringComparison.Ordinal);
        Assert.Null(Snapshots.TryRead(stored.ManifestHash, threads: 2));
        Assert.False(Snapshots.IsIntact(stored.ManifestHash));

        Snapshots.Keep(table, threads: 2);
        Assert.Equal(stored.Manifest.DataHash, CanonicalHash.Of(Snapshots.Read(stored.Manifest.DataHash, threads: 2)));
    }

    [Fact]
    public void Bytes_that_are_no_manifest_or_tell_of_another_table_are_no_snapshot()
    {
        var stored = Snapshots.Keep(Made(100), threads: 1);
        var foreign = _test.Objects.Put("hello"u8);
        var lying = _test.Objects.Put((stored.Manifest with { DataHash = new string('0', 64) }).Write());
        var short_ = _test.Objects.Put((stored.Manifest with { Chunks = [stored.Manifest.Chunks[0] with { Rows = 99 }] }).Write());

        Assert.All([foreign, lying, short_], hash => Assert.Null(Snapshots.TryRead(hash, threads: 1)));
        Expect.Mistake("unknown_snapshot", () => Snapshots.Read(new string('0', 64), threads: 1));
    }

    [Fact]
    public void A_snapshot_that_is_cancelled_is_not_listed_and_can_be_made_later()
    {
        var table = Made(100_000);

        Assert.ThrowsAny<OperationCanceledException>(() => Snapshots.Keep(table, 2, new CancellationToken(canceled: true)));
        Expect.Mistake("unknown_snapshot", () => Snapshots.Read(CanonicalHash.Of(table), threads: 1));

        var stored = Snapshots.Keep(table, threads: 2);
        Assert.Equal(stored.Manifest.DataHash, CanonicalHash.Of(Snapshots.Read(stored.Manifest.DataHash, threads: 2)));
    }

    [Fact]
    public void Writers_of_one_table_and_of_its_neighbours_at_once_all_succeed()
    {
        var table = Made(60_000);

        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var own = _test.OpenAgain();
            var part = table.Take([.. Enumerable.Range(0, 60_000 - (i / 2 * 100))]);
            Assert.Equal(CanonicalHash.Of(part), CanonicalHash.Of(own.Snapshots.Read(own.Snapshots.Keep(part, 1).Manifest.DataHash, 1)));
        });
    }

    public void Dispose() => _test.Dispose();

    List<string> Objects() => [.. Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static Table Made(int rows)
    {
        var random = new CounterRandom(3, "snapshots");
        double[] numbers = [.. Enumerable.Range(0, rows).Select(i => i % 11 == 4 ? double.NaN : random.Below((ulong)i, 10_000) / 100.0)];
        string[] words = [.. Enumerable.Range(0, 50).Select(i => $"word {i}")];
        return Table.Of(
            ("id", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(i => (long)i)])),
            ("x", new DoubleColumn(numbers)),
            ("word", new TextColumn([.. Enumerable.Range(0, rows).Select(i => random.Below((ulong)i + (1UL << 40), 51) - 1)], words)),
            ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, rows).Select(i => 18_000L + (i / 1000))])));
    }
}

public sealed class SnapshotStoreOnSqliteTests() : SnapshotStoreTests(null);

public sealed class SnapshotStoreOnPostgresTests() : SnapshotStoreTests(PostgresServer.NewDatabase("SELECT 1"));
