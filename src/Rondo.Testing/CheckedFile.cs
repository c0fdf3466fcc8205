using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Store;

namespace Rondo.Testing;

/// <summary>A lifecycle file and what a run of it made, in a workspace of its own that ends with the test program. Each is made once, when it is first needed.</summary>
sealed class CheckedFile
{
    readonly Lazy<string> _folder = new(TemporaryFolder);
    readonly Lazy<LifecyclePlan> _plan;
    readonly Lazy<(RunResult Result, LoadedModel Model)> _run;

    public CheckedFile(string path, IReadOnlyList<string> set)
    {
        Name = path;
        Document = Asked("can't be read", () => SpecReader.Read(Found(path), changes: new SpecChanges { Values = [.. set] }));
        _plan = new(() => Asked("stops before training", () => LeavingLeaks(Document)));
        _run = new(() => Asked("does not run to its end", () => RunIn(_folder.Value, Environment.ProcessorCount)));
    }

    /// <summary>The file as the test names it.</summary>
    public string Name { get; }

    public SpecDocument Document { get; }

    /// <summary>What the run prepares, with every leak found and none fatal.</summary>
    public LifecyclePlan Plan => _plan.Value;

    public RunResult Result => _run.Value.Result;

    public LoadedModel Model => _run.Value.Model;

    /// <summary>The source's rows, read as this schema wants.</summary>
    public SourceTable Read(SpecDocument document) => Asked("has a source that can't be read", () =>
    {
        using var workspace = Workspace.OpenAlone(_folder.Value);
        return DataReader.Read(workspace, document, Options(Environment.ProcessorCount));
    });

    /// <summary>A run that knows nothing of the first one, on one thread.</summary>
    public RunResult RunAgain() => Asked("does not run a second time", () => RunIn(TemporaryFolder(), threads: 1).Result);

    public CheckFailedException Failed(string claim, string found, string expected, string fix, Exception? cause = null) => new(Name, claim, found, expected, fix, cause);

    LifecyclePlan LeavingLeaks(SpecDocument document)
    {
        var prepare = document.Spec.Prepare with { Leakage = "warn" };
        using var workspace = Workspace.OpenAlone(_folder.Value);
        return LifecyclePlan.Of(workspace, document with { Spec = document.Spec with { Prepare = prepare } }, Options(Environment.ProcessorCount));
    }

    (RunResult Result, LoadedModel Model) RunIn(string folder, int threads)
    {
        using var workspace = Workspace.OpenAlone(folder);
        var result = new LifecycleRunner(workspace).Run(Document, Options(threads));
        return (result, LoadedModel.Open(workspace, ModelReference.Version(result.Version.Model, result.Version.Number)));
    }

    // A test leaves nothing beside the file.
    static RunOptions Options(int threads) => new() { Threads = threads, WritesSchema = false };

    T Asked<T>(string claim, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RondoException mistakes)
        {
            var found = string.Join('\n', mistakes.Mistakes.Select(m => m with { Hint = null }));
            var fix = string.Join('\n', mistakes.Mistakes.Select(m => m.Hint).OfType<string>().Distinct());
            throw Failed($"the file {claim}.", found, "a file that `rondo run` follows to its end", fix.Length == 0 ? "Put that right." : fix, mistakes);
        }
    }

    // Test programs run in their own output, far below the file.
    static string Found(string path)
    {
        if (Path.Exists(path)) return path;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, path) is var candidate && Path.Exists(candidate)) return candidate;
        throw new RondoException(new Mistake("file_not_found", $"There is no '{path}' in {Directory.GetCurrentDirectory()}, nor in {AppContext.BaseDirectory} or a folder above it.") { Hint = "Give the path from the repository's root, or a full one." });
    }

    static string TemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-check-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    }

    static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary files; a test that passed doesn't fail for them.
        }
    }
}
