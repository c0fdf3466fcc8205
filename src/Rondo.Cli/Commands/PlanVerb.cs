using System.CommandLine;
using System.Text;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Shows what a run would do: the whole file with every default and its reason. Trains and registers nothing.</summary>
sealed class PlanVerb : IVerb
{
    private readonly LifecycleFileOptions _file = new();
    private readonly Option<string?> _out = new("--out") { Description = "Write the resolved file here, instead of printing it." };

    public Command Describe()
    {
        var command = _file.AddTo(new Command("plan", "Show the whole file that a run would follow: every default and why. Nothing is trained."));
        command.Options.Add(_out);
        return command;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var document = _file.Read(parsed);
        var path = parsed.GetValue(_out);
        if (path is not null && document.Map.File is { } file && Path.GetFullPath(path) == Path.GetFullPath(file))
            throw new RondoException("bad_arguments", $"--out names '{path}', the file that is planned; it would be lost.", "Name another file.");
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        using var workspace = Workspace.Open(session.WorkspaceFolder ?? Workspace.FolderBeside(document.Folder));
        var plan = LifecyclePlan.Of(workspace, document, new RunOptions { Threads = session.Threads, Seed = session.Seed, Progress = progress, Cancellation = cancellation });
        progress?.Dispose();
        if (path is not null) Write(plan, path);
        if (session.Json)
        {
            var json = plan.ToJson();
            if (path is not null) json["out"] = path;
            session.Print(json);
            return 0;
        }
        if (path is null) session.Out.Write(plan.ToYaml());
        else session.Out.WriteLine($"The plan is in {path}; 'rondo run {path}' follows it.");
        if (!session.Quiet) PlanSummary.Write(session.Error, plan);
        return 0;
    }

    static void Write(LifecyclePlan plan, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        File.WriteAllText(path, plan.ToYaml(folder), new UTF8Encoding(false));
    }
}
