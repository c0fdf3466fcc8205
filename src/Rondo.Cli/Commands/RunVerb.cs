using System.CommandLine;
using System.Globalization;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Runs a lifecycle file from its data to a registered version.</summary>
sealed class RunVerb : IVerb
{
    private readonly Argument<string?> _path = new("path") { Description = "A lifecycle file, a folder with a rondo.yaml, or a data file with --target (default: this folder).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict, when PATH is a data file." };

    public Command Describe() => new("run", "Run the lifecycle file: prepare, train, evaluate and register a version.") { _path, _target };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var document = Find(parsed.GetValue(_path) ?? ".", parsed.GetValue(_target));
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        using var workspace = Workspace.Open(session.WorkspaceFolder ?? Workspace.FolderBeside(document.Folder));
        var result = new LifecycleRunner(workspace).Run(document, new RunOptions
        {
            Threads = session.Threads,
            Seed = session.Seed,
            Progress = progress,
            Cancellation = cancellation,
        });
        progress?.Dispose();
        if (session.Json) session.Print(result.ToJson());
        else RunSummary.Write(session.Out, result, workspace.Folder);
        if (result.IsCancelled) return 130;
        return result.IsSuccess ? 0 : (int)Blame.Criterion;
    }

    static SpecDocument Find(string path, string? target)
    {
        if (Directory.Exists(path))
        {
            var file = Path.Combine(path, "rondo.yaml");
            if (!File.Exists(file))
                throw new RondoException("no_lifecycle_file", $"There is no rondo.yaml in '{path}'.", "Name a lifecycle file, or a data file with --target COLUMN.");
            path = file;
        }
        var isLifecycleFile = Path.GetExtension(path) is ".yaml" or ".yml";
        if (isLifecycleFile && target is not null)
            throw new RondoException("bad_arguments", "--target goes with a data file; a lifecycle file says its target itself.");
        if (isLifecycleFile) return SpecReader.Read(path);
        return target is not null
            ? SpecDocument.ForData(path, target)
            : throw new RondoException("no_target", string.Create(CultureInfo.InvariantCulture, $"'{path}' is no lifecycle file, and --target does not say what to predict."), "Write: rondo run DATA --target COLUMN.");
    }
}
