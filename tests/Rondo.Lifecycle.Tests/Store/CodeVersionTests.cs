using System.Diagnostics;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class CodeVersionTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("rondo-git-").FullName;

    [Fact]
    public void A_folder_outside_of_a_repository_has_no_version() => Assert.Null(CodeVersion.Detect(_root));

    [Fact]
    public void A_repository_without_a_commit_has_no_version()
    {
        Git("init", "-q");

        Assert.Null(CodeVersion.Detect(_root));
    }

    [Fact]
    public void A_clean_work_tree_is_its_commit()
    {
        var commit = Commit();

        Assert.Equal(new CodeVersion(commit, IsDirty: false), CodeVersion.Detect(Path.Combine(_root, "sub")));
    }

    [Fact]
    public void A_changed_or_a_new_file_makes_it_dirty()
    {
        Commit();
        File.WriteAllText(Path.Combine(_root, "new file"), "");
        Assert.True(CodeVersion.Detect(_root)!.IsDirty);
        File.Delete(Path.Combine(_root, "new file"));

        File.WriteAllText(Path.Combine(_root, "rondo.yaml"), "changed");

        Assert.True(CodeVersion.Detect(Path.Combine(_root, "sub"))!.IsDirty);
    }

    [Fact]
    public void The_inferred_schema_and_the_workspace_do_not_make_it_dirty()
    {
        Commit();
        var schema = Path.Combine(_root, "sub", "rondo.schema.yaml");
        File.WriteAllText(schema, "");
        Workspace.Open(Path.Combine(_root, "sub", ".rondo")).Dispose();

        Assert.False(CodeVersion.Detect(Path.Combine(_root, "sub"), schema, "/elsewhere/file")!.IsDirty);
        Assert.False(CodeVersion.Detect(_root, "sub/rondo.schema.yaml")!.IsDirty);
        Assert.True(CodeVersion.Detect(_root)!.IsDirty);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    string Commit()
    {
        Git("init", "-q");
        Directory.CreateDirectory(Path.Combine(_root, "sub"));
        File.WriteAllText(Path.Combine(_root, "rondo.yaml"), "name: x");
        File.WriteAllText(Path.Combine(_root, "sub", "file"), "x");
        Git("add", ".");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "First");
        return Git("rev-parse", "HEAD").Trim();
    }

    string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _root, RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
