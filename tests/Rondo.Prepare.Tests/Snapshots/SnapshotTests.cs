using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Tests.Sources;

namespace Rondo.Prepare.Tests.Snapshots;

public sealed class SnapshotTests
{
    [Fact]
    public void A_snapshot_gives_the_same_table_back()
    {
        using var folder = new TempFolder();
        var table = Tables.Awkward(200_000);

        Snapshot.Write(table, folder.File("it's.parquet"));
        var back = Snapshot.Read(folder.File("it's.parquet"));

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
        Assert.Equal([folder.File("it's.parquet")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Names_that_differ_by_case_empty_text_and_columns_without_values_survive()
    {
        using var folder = new TempFolder();
        var table = Table.Of(
            ("a", new IntegerColumn(ColumnType.Int64, [1, 2])),
            ("A", new IntegerColumn(ColumnType.Date, [0, 0], [true, true])),
            ("c0", TextColumn.From(["", " "])),
            ("'q\"", TextColumn.From([null, null])));

        Snapshot.Write(table, folder.File("s.parquet"));
        var back = Snapshot.Read(folder.File("s.parquet"));

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
    }

    [Fact]
    public void A_snapshot_replaces_the_one_before_or_leaves_it()
    {
        using var folder = new TempFolder();
        var path = folder.File("s.parquet");
        Snapshot.Write(Tables.Awkward(10), path);
        var before = File.ReadAllBytes(path);

        Assert.ThrowsAny<OperationCanceledException>(() => Snapshot.Write(Tables.Awkward(50_000), path, cancellation: new CancellationToken(canceled: true)));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Throws<DuckDbException>(() => Snapshot.Write(Tables.Awkward(200_000), path, memoryLimitBytes: 4 << 20));
        Assert.Equal(before, File.ReadAllBytes(path));
        Snapshot.Write(Tables.Awkward(20), path);
        Assert.Equal(20, Snapshot.Read(path).RowCount);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_changed_snapshot_is_never_taken_for_another_table()
    {
        using var folder = new TempFolder();
        var hash = Snapshot.Write(Tables.Awkward(50), folder.File("s.parquet"));
        var whole = File.ReadAllBytes(folder.File("s.parquet"));
        var random = new Random(5);
        var refused = 0;

        for (var round = 0; round < 150; round++)
        {
            try
            {
                Assert.Equal(hash, CanonicalHash.Of(Snapshot.Read(folder.Write("changed.parquet", Damage.Some(whole, random)))));
            }
            catch (RondoException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100, $"Only {refused} were refused.");
        Assert.Equal(hash, CanonicalHash.Of(Snapshot.Read(folder.File("s.parquet"))));
    }

    [Fact]
    public void What_is_no_snapshot_is_refused()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("foreign.parquet", "SELECT 1 AS x");
        folder.Write("text.parquet", "hello");

        Assert.Equal("missing_file", Code(() => Snapshot.Read(folder.File("none.parquet"))));
        Assert.Equal("damaged_file", Code(() => Snapshot.Read(folder.File("text.parquet"))));
        Assert.Equal("damaged_file", Code(() => Snapshot.Read(folder.File("foreign.parquet"))));
    }

    static string Code(Action act) => Assert.Throws<RondoException>(act).Mistakes[0].Code;
}
