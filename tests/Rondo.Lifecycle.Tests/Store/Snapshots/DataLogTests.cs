using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store.Snapshots;

public abstract class DataLogTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected DataLogTests(string? store) => _test = new TestWorkspace(_clock, store);

    DataLog Log => _test.Workspace.Data;

    [Fact]
    public void Consecutive_runs_on_the_same_data_are_one_version_and_data_that_come_back_are_another()
    {
        var (a, b) = (Kept(100), Kept(200));
        string[] runs = [.. new[] { a, a, b, a }.Select(hash => Read("homes", hash))];

        var versions = Log.Versions("homes");

        Assert.Equal([(a, "latest"), (b, "latest~1"), (a, "latest~2")], versions.Select(v => (v.DataHash, v.Reference)));
        Assert.Equal([runs[3]], versions[0].Runs);
        Assert.Equal(runs[..2], versions[2].Runs);
        Assert.Equal((200L, 4L), (versions[1].Rows, versions[1].Columns));
        Assert.Equal(["id"], versions[0].Keys.Single());
        Assert.True(versions[0].Time > versions[1].Time);
    }

    [Fact]
    public void Data_sets_have_logs_of_their_own_and_survive_their_runs()
    {
        var run = Read("homes", Kept(10));
        Read("flights", Kept(20));
        _test.Runs.Finish(run, RunStatus.Finished);
        _test.Runs.Delete(run);

        Assert.Equal(["flights", "homes"], Log.Datasets());
        Assert.Equal(["flights", "homes"], Log.Versions().Select(v => v.Dataset));
        Assert.Empty(Log.Versions("homes").Single().Runs);
        Assert.Empty(Log.Versions("none"));
    }

    [Fact]
    public void A_reference_is_a_tag_a_place_in_the_log_or_the_beginning_of_a_hash()
    {
        var (a, b) = (Kept(100), Kept(200));
        Read("homes", a);
        Read("homes", b);
        Log.Tag("clean", a);

        Assert.Equal([a, b, a, a, b, b],
            ((string[])["clean", "latest", "latest~1", a[..8], b, "homes@latest"]).Select(text => DataReference.Resolve(Log, text).DataHash));
        Assert.Equal(["clean"], DataReference.Resolve(Log, "latest~1").Version!.Tags);
    }

    [Theory]
    [InlineData("latest~2", "latest~1")]
    [InlineData("latest~99999999999", "latest~1")]
    [InlineData("clena", "Did you mean 'clean'?")]
    [InlineData("nothing like it", "latest (")]
    [InlineData("0000", "latest (")]
    [InlineData("homs@latest", "Did you mean 'homes'?")]
    public void What_names_nothing_is_told_with_what_there_is(string text, string hint)
    {
        Read("homes", Kept(100));
        Read("homes", Kept(200));
        Log.Tag("clean", Log.Versions()[0].DataHash);

        Assert.Contains(hint, Expect.Mistake("unknown_reference", () => DataReference.Resolve(Log, text)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Latest_of_several_data_sets_asks_which()
    {
        Expect.Mistake("unknown_reference", () => DataReference.Resolve(Log, "latest"));
        Read("homes", Kept(100));
        Read("flights", Kept(200));

        Assert.Contains("flights@latest", Expect.Mistake("ambiguous_reference", () => DataReference.Resolve(Log, "latest")).Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("latest~1")]
    [InlineData("abcd")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("")]
    public void A_tag_is_not_mistaken_for_anything_else(string tag) => Expect.Mistake("bad_tag", () => DataReference.CheckTag(tag));

    [Fact]
    public void A_tag_moves_and_goes()
    {
        var (a, b) = (Kept(100), Kept(200));

        Assert.Null(Log.Tag("clean", a));
        Assert.Equal(a, Log.Tag("clean", b));
        Assert.Equal(b, Log.Tags()["clean"]);
        Assert.True(Log.RemoveTag("clean"));
        Assert.False(Log.RemoveTag("clean"));
    }

    public void Dispose() => _test.Dispose();

    string Kept(int rows) => _test.Workspace.Snapshots.Keep(SnapshotStoreTests.Made(rows), threads: 1).Manifest.DataHash;

    string Read(string dataset, string hash)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        var run = _test.Runs.Start(TestWorkspace.SomeRun(dataset));
        Log.Record(new DataReading(dataset, hash, "homes.csv", run) { Keys = [["id"]] });
        return run;
    }
}

public sealed class DataLogOnSqliteTests() : DataLogTests(null);

public sealed class DataLogOnPostgresTests() : DataLogTests(PostgresServer.NewDatabase("SELECT 1"));
