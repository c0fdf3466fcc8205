using System.Diagnostics;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>A git repository with one commit, in a folder of its own.</summary>
sealed class GitFolder : IDisposable
{
    public GitFolder()
    {
        Git("init", "-q");
        Write("rondo.yaml", "name: x\n");
        Write("data.bin", [0, 1, 2, 255, 10, 0]);
        Commit();
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("rondo-git-").FullName;

    public string Head => Git("rev-parse", "HEAD").Trim();

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(Root, name), bytes);

    public string Commit()
    {
        Git("add", ".");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "A step");
        return Head;
    }

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
