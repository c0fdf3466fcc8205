using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Cli.Pipelines;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Cli.Commands;

/// <summary>Writes the workflow by which a repository's changes are planned, run and gated.</summary>
sealed class CiVerb : IVerb
{
    private readonly Argument<string> _path = new("path") { Description = "A lifecycle file, or a folder with a rondo.yaml (default: this folder).", DefaultValueFactory = _ => "." };
    private readonly Option<string> _for = new("--for") { Description = "Who runs it: github or gitlab.", DefaultValueFactory = _ => "github" };
    private readonly Option<string> _program = new("--program") { Description = "How the workflow calls Rondo: ./rondo of the repository, or a program on its runners' PATH.", DefaultValueFactory = _ => "rondo" };
    private readonly Option<bool> _force = new("--force") { Description = "Write over a file that is there." };
    private readonly Command _init;

    public CiVerb()
    {
        _for.AcceptOnlyFromAmong("github", "gitlab");
        _init = new Command("init", "Write a workflow that plans, runs and gates each change, registers on main, and retrains on a schedule.") { _path, _for, _program, _force };
    }

    public Command Describe() => new("ci", "Set up continuous integration of a lifecycle file.") { _init };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        if (parsed.CommandResult.Command != _init) throw new RondoException("bad_arguments", "ci needs to know what to do.", "Write: rondo ci init");
        var document = SpecReader.Read(parsed.GetValue(_path)!);
        var repository = RepositoryOf(document.Folder);
        var workflow = new Workflow(document, repository, parsed.GetValue(_program)!);
        var (name, text) = parsed.GetValue(_for) == "gitlab" ? (".gitlab-ci.yml", GitLabFile.Of(workflow)) : (".github/workflows/rondo.yml", GitHubFile.Of(workflow));
        var path = Path.Combine(repository, name);
        if (File.Exists(path) && !parsed.GetValue(_force))
            throw new RondoException(new Mistake("file_exists", "There is a workflow already.") { File = path, Hint = "Write over it with --force, or keep it under another name first." });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Tell(session, workflow, path);
        return 0;
    }

    // Workflows are found at the root of a repository only.
    static string RepositoryOf(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
            if (Path.Exists(Path.Combine(at, ".git"))) return at;
        return Path.GetFullPath(folder);
    }

    static void Tell(Session session, Workflow workflow, string path)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["file"] = path,
                ["name"] = workflow.Model,
                ["tests"] = new JsonArray([.. workflow.Tests.Select(t => (JsonNode)t)]),
                ["retrain"] = workflow.Cron,
                ["secrets"] = new JsonArray([.. Workflow.Secrets.Select(s => (JsonNode)s)]),
            });
            return;
        }
        session.Out.WriteLine($"{"wrote",-7} {Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}");
        session.Out.WriteLine($"{"",-7} a change is planned, run and gated{(workflow.Tests.Count > 0 ? ", then tested" : "")}; a missed criterion (exit 3), a failed check (4) or a leak (5) fails it");
        if (workflow.Cron is not null) session.Out.WriteLine($"{"",-7} {workflow.Model} is retrained by the schedule {workflow.Cron}");
        session.Out.WriteLine($"{"set",-7} the secrets {string.Join(", ", Workflow.Secrets)}, if main is to register: docs/guide/store.md tells what they hold");
        session.Out.WriteLine($"{"",-7} a runner on which `{workflow.Program}` is found, and .NET 10 if there are tests");
    }
}
