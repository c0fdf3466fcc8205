using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Reproduction;

namespace Rondo.Cli.Commands;

/// <summary>Trains a version once more from what is kept with it, and compares the bits.</summary>
sealed class ReproduceVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@2 or NAME@alias, or the folder of an exported package." };
    private readonly Option<string?> _data = new("--data") { Description = "A file with the rows, when the workspace doesn't keep them." };

    public Command Describe() => new("reproduce", "Train a version once more from its file and data, and compare the bits.") { _model, _data };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        if (session.Seed is not null) throw new RondoException("bad_arguments", "reproduce takes no --seed: the model's own seed is kept with it.");
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        using var workspace = session.OpenWorkspace();
        var model = ReproducedModel.Find(workspace, parsed.GetValue(_model)!);
        // The project is where its workspace is.
        var folder = Path.GetFileName(workspace.Folder) == ".rondo" ? Path.GetDirectoryName(workspace.Folder)! : Directory.GetCurrentDirectory();
        var result = new ReproductionRunner(workspace).Run(model, parsed.GetValue(_data), folder, new RunOptions { Threads = session.Threads, Progress = progress, Cancellation = cancellation });
        progress?.Dispose();
        if (session.Json) session.Print(result.ToJson());
        else ReproductionSummary.Write(session.Out, result);
        return result.ExitCode;
    }
}
