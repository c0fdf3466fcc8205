using Microsoft.Data.Sqlite;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class WorkspaceTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("rondo-workspace-").FullName;

    string Folder => Path.Combine(_root, "nested", ".rondo");

    [Fact]
    public void A_new_workspace_is_made_and_opens_again_with_what_was_stored()
    {
        string id;
        using (var workspace = Workspace.Open(Folder)) id = workspace.Runs.Start(TestWorkspace.SomeRun());

        using var again = Workspace.Open(Folder);

        Assert.Equal(id, again.Runs.Get(id).Id);
    }

    [Fact]
    public void The_workspace_is_no_change_in_the_users_repository()
    {
        Workspace.Open(Folder).Dispose();

        Assert.Equal("*\n", File.ReadAllText(Path.Combine(Folder, ".gitignore")));
    }

    [Fact]
    public void A_store_of_version_1_is_brought_up_to_date_and_keeps_its_content()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Store", "Fixtures", "store-v1.db"), Path.Combine(Folder, "store.db"));

        using var workspace = Workspace.Open(Folder);

        var run = workspace.Runs.Get("0001j3kq8w5t7mzp");
        Assert.Equal((RunStatus.Finished, 42ul, "flights"), (run.Status, run.Seed, run.Name));
        Assert.Equal(0.71, workspace.Models.Get(ModelReference.Parse("flights@champion")).Metrics["roc_auc"]);
        Assert.Equal("registered", Assert.Single(workspace.Models.History("flights")).Kind);
        Assert.Null(workspace.Steps.TryGet("snapshot", new string('0', 64)));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        Workspace.Open(Folder).Dispose();
        Change("INSERT INTO migrations (version, name, applied_us) VALUES (999, '0999_future', 0)");

        var mistake = Expect.Mistake("store_newer", () => Workspace.Open(Folder));

        Assert.Contains("999", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        Directory.CreateDirectory(Folder);
        Change("CREATE TABLE recipes (name TEXT)");
        var before = File.ReadAllBytes(Path.Combine(Folder, "store.db"));

        Expect.Mistake("store_foreign", () => Workspace.Open(Folder));

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Folder, "store.db")));
    }

    [Fact]
    public void A_file_that_is_no_database_is_reported_as_damaged()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "store.db"), new string('x', 4096));

        Expect.Mistake("store_damaged", () => Workspace.Open(Folder));
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_reported()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        File.WriteAllText(Folder, "");

        Expect.Mistake("store_unreadable", () => Workspace.Open(Folder));
    }

    [Fact]
    public void A_store_that_another_process_holds_is_reported_after_the_wait()
    {
        Workspace.Open(Folder).Dispose();
        using var other = new SqliteConnection($"Data Source={Path.Combine(Folder, "store.db")};Pooling=False");
        other.Open();
        using var held = other.BeginTransaction();
        using var workspace = Workspace.Open(Folder, lockTimeout: TimeSpan.FromSeconds(1));

        Expect.Mistake("store_locked", () => workspace.Runs.Start(TestWorkspace.SomeRun()));
    }

    [Fact]
    public void Many_openers_of_a_new_workspace_make_one_store()
    {
        var counts = new int[8];
        Parallel.For(0, counts.Length, new ParallelOptions { MaxDegreeOfParallelism = counts.Length }, i =>
        {
            using var workspace = Workspace.Open(Folder);
            workspace.Runs.Start(TestWorkspace.SomeRun());
            counts[i] = workspace.Runs.List().Count;
        });

        using var last = Workspace.Open(Folder);
        Assert.Equal(counts.Length, last.Runs.List().Count);
        Assert.All(counts, count => Assert.InRange(count, 1, counts.Length));
    }

    [Fact]
    public void Leftovers_of_ended_processes_are_removed_and_those_of_living_ones_stay()
    {
        using var first = Workspace.Open(Folder);
        var living = first.Objects.NewTemporaryPath();
        File.WriteAllText(living, "half");
        // No process has this id: it is above the largest that Linux gives.
        var dead = living.Replace($"-{Environment.ProcessId}-", $"-{int.MaxValue}-", StringComparison.Ordinal);
        File.WriteAllText(dead, "half");
        var foreign = Path.Combine(Folder, "tmp", "00000000-1-abc.tmp");
        File.WriteAllText(foreign, "half");
        var old = Path.Combine(Folder, "tmp", "00000000-2-abc.tmp");
        File.WriteAllText(old, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        using var second = Workspace.Open(Folder);

        Assert.Equal((true, false, true, false), (File.Exists(living), File.Exists(dead), File.Exists(foreign), File.Exists(old)));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
