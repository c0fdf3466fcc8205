using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>Writes the first lifecycle file of a data set.</summary>
sealed class InitVerb : IVerb
{
    private readonly Argument<string> _data = new("data") { Description = "A data file, a glob, or an address." };
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict; without it, likely ones are named." };
    private readonly Option<string> _out = new("--out") { Description = "The file to write, or its folder (default: rondo.yaml here).", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _force = new("--force") { Description = "Write over a file that is there." };

    public Command Describe() => new("init", "Write a lifecycle file for a data set: a few lines that run.") { _data, _target, _out, _force };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (data, path) = (parsed.GetValue(_data)!, PathOf(parsed.GetValue(_out)!));
        if (File.Exists(path) && !parsed.GetValue(_force))
            throw new RondoException(new Mistake("file_exists", "There is a lifecycle file already.") { File = path, Hint = "Name another with --out, or write over it with --force." });
        var command = $"rondo init {data}{(parsed.GetValue(_out) is "." ? "" : $" --out {parsed.GetValue(_out)}")}";
        var target = parsed.GetValue(_target) ?? throw TargetCandidates.Ask(Read(data, session, cancellation), command);
        var document = SpecReader.ForData(data, target, new SpecChanges());
        var store = session.WorkspaceFolder ?? Workspace.FolderBeside(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var workspace = Workspace.Open(store);
        var plan = LifecyclePlan.Of(workspace, document, new RunOptions { Threads = session.Threads, Seed = session.Seed, Cancellation = cancellation });
        var file = new StarterFile(plan, path, workspace.Folder);
        file.Write();
        Tell(session, plan, file, path);
        return 0;
    }

    static string PathOf(string path) =>
        Path.GetExtension(path) is ".yaml" or ".yml" && !Directory.Exists(path) ? path : Path.Combine(path, SpecReader.DefaultFileName);

    static Engine.Data.Table Read(string data, Session session, CancellationToken cancellation) =>
        SourceReader.Read(new SourceSpec(Secrets.Expand(data)), new SourceOptions { Threads = session.Threads }, RondoParts.Catalog, cancellation);

    static void Tell(Session session, LifecyclePlan plan, StarterFile file, string path)
    {
        var shown = Path.GetFullPath(path) == Path.GetFullPath(SpecReader.DefaultFileName) ? "" : $" {path}";
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["file"] = path,
                ["schema"] = file.SchemaPath,
                ["name"] = plan.Resolved.Name,
                ["task"] = PartCatalog.SnakeCase(plan.Resolved.Task.ToString()),
                ["target"] = plan.Resolved.Spec.Define.Target!.Name,
                ["next"] = new JsonArray($"rondo plan{shown}", $"rondo run{shown}"),
            });
            return;
        }
        session.Out.WriteLine($"{Path.GetRelativePath(".", path)}:");
        session.Out.WriteLine();
        session.Out.Write(file.ToYaml());
        session.Out.WriteLine();
        foreach (var alert in plan.Alerts.Where(a => a.Code != "positive_inferred")) session.Out.WriteLine($"{"note",-7} {alert.Message}");
        session.Out.WriteLine($"{"next",-7} rondo plan{shown}  to see every default and why");
        session.Out.WriteLine($"{"",-7} rondo run{shown}   to train, judge and register a model");
    }
}
