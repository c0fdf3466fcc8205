using System.Text;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Maintenance;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class CodeDiffTests : IDisposable
{
    readonly GitFolder _git = new();

    public void Dispose() => _git.Dispose();

    [Fact]
    public void The_files_of_the_commit_have_no_diff() => Assert.Null(Of());

    [Fact]
    public void A_folder_without_git_has_no_diff()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-no-git-");

        Assert.Null(CodeDiff.Of(folder.FullName, new CodeVersion(_git.Head, IsDirty: true)));
        folder.Delete();
    }

    [Fact]
    public void A_diff_puts_changes_back_on_a_clean_checkout_also_of_bytes_and_other_encodings()
    {
        _git.Write("latin.txt", [0x61, 0xE9, 0x0A]);
        _git.Commit();
        _git.Write("rondo.yaml", "name: changed\n");
        _git.Write("data.bin", [0, 9, 2, 255, 10, 0, 7]);
        _git.Write("latin.txt", [0x61, 0xE8, 0x0A]);
        var patch = Path.Combine(_git.Root, ".git", "kept.patch");
        File.WriteAllBytes(patch, Of()!);

        _git.Git("checkout", "-q", ".");
        _git.Git("apply", patch);

        Assert.Equal("name: changed\n", File.ReadAllText(Path.Combine(_git.Root, "rondo.yaml")));
        Assert.Equal([0, 9, 2, 255, 10, 0, 7], File.ReadAllBytes(Path.Combine(_git.Root, "data.bin")));
        Assert.Equal([0x61, 0xE8, 0x0A], File.ReadAllBytes(Path.Combine(_git.Root, "latin.txt")));
    }

    [Fact]
    public void New_files_are_named_with_their_hashes_and_not_kept()
    {
        _git.Write("notes.txt", "only here");

        var text = Encoding.UTF8.GetString(Of()!);

        Assert.Contains($"# new: notes.txt sha256 {ObjectHash.Of("only here"u8)}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("only here", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_secret_is_not_in_it()
    {
        Secrets.Remember("hunter2-in-a-diff", "${PASSWORD}");
        _git.Write("rondo.yaml", "password: hunter2-in-a-diff\n");

        var text = Encoding.UTF8.GetString(Of()!);

        Assert.DoesNotContain("hunter2-in-a-diff", text, StringComparison.Ordinal);
        Assert.Contains("+password: ${PASSWORD}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_change_is_left_out_by_name_and_the_small_ones_stay()
    {
        _git.Write("aaa.txt", "x\n");
        _git.Commit();
        var random = new Random(1);
        _git.Write("aaa.txt", string.Concat(Enumerable.Range(0, 60_000).Select(_ => $"{random.NextInt64()} line\n")));
        _git.Write("rondo.yaml", "name: small change\n");

        var text = Encoding.UTF8.GetString(Of()!);

        Assert.True(text.Length < CodeDiff.MaxBytes);
        Assert.Contains("# left out, for it is large: a/aaa.txt", text, StringComparison.Ordinal);
        Assert.Contains("+name: small change", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_run_itself_writes_is_no_change()
    {
        _git.Write("schema.yaml", "columns: {}\n");
        _git.Write("rondo.yaml", "name: y\n");

        var text = Encoding.UTF8.GetString(CodeDiff.Of(_git.Root, CodeVersion.Detect(_git.Root), Path.Combine(_git.Root, "schema.yaml"))!);

        Assert.DoesNotContain("schema.yaml", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_program_of_the_repositorys_choice_is_run()
    {
        var trap = Path.Combine(_git.Root, "trapped");
        _git.Git("config", "diff.external", $"touch {trap}");
        _git.Git("config", "diff.trap.textconv", $"touch {trap}; cat");
        _git.Git("config", "core.fsmonitor", $"touch {trap}; true");
        _git.Write(".gitattributes", "* diff=trap\n");
        _git.Write("rondo.yaml", "name: y\n");

        Assert.NotNull(Of());
        Assert.False(File.Exists(trap));
    }

    [Fact]
    public void Cleaning_the_store_leaves_what_a_run_had_beyond_its_commit()
    {
        using var test = new TestWorkspace();
        var (kept, loose) = (test.Objects.Put("a patch"u8), test.Objects.Put("nobody's"u8));
        test.Runs.Start(TestWorkspace.SomeRun() with { CodeDiff = kept });

        test.Workspace.Cleaning.Run(new CleaningOptions { ObjectAge = TimeSpan.FromDays(-1) });

        Assert.Equal((true, false), (test.Objects.Contains(kept), test.Objects.Contains(loose)));
    }

    byte[]? Of() => CodeDiff.Of(_git.Root, CodeVersion.Detect(_git.Root));
}
