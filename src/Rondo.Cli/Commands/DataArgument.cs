using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>The data that a verb looks at: a file or glob, or the sources of a lifecycle file.</summary>
sealed class DataArgument
{
    private readonly Argument<string> _data = new("data") { Description = "A data file or glob, a lifecycle file, or a folder with a rondo.yaml." };

    public void AddTo(Command command) => command.Arguments.Add(_data);

    /// <summary>The table, the target that a lifecycle file names, and a name for what is made of it.</summary>
    public (Table Table, string? Target, string Name) Read(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var path = parsed.GetValue(_data)!;
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, SpecReader.DefaultFileName))) path = Path.Combine(path, SpecReader.DefaultFileName);
        if (Path.GetExtension(path) is not (".yaml" or ".yml"))
            return (SourceReader.Read(new SourceSpec(path), new SourceOptions { Threads = session.Threads }, cancellation: cancellation), null, NameOf(path));
        var document = SpecReader.Read(path);
        using var workspace = Workspace.Open(session.WorkspaceFolder ?? Workspace.FolderBeside(document.Folder));
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        var options = new RunOptions { Threads = session.Threads, Seed = session.Seed, Progress = progress, Cancellation = cancellation };
        return (DataReader.Read(workspace, document, options).Table, document.Spec.Define.Target?.Name, document.Name);
    }

    // Of a glob what a file name may hold.
    static string NameOf(string path)
    {
        var name = string.Concat(Path.GetFileName(path).Where(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_'));
        var end = name.IndexOf('.', StringComparison.Ordinal);
        return (end > 0 ? name[..end] : name) is { Length: > 0 } plain ? plain : "data";
    }
}
