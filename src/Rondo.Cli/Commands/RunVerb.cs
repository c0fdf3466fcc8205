using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Runs a lifecycle file from its data to a registered version.</summary>
sealed class RunVerb : IVerb
{
    private readonly LifecycleFileOptions _file = new();

    public Command Describe() => _file.AddTo(new Command("run", "Run the lifecycle file: prepare, train, evaluate and register a version."));

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var document = _file.Read(parsed);
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
}
