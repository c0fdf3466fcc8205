using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Shows the schema that data are held to, and takes new data as they are.</summary>
sealed class SchemaVerb : IVerb
{
    private readonly Argument<string> _action = new("action") { Description = "show or accept (default: show).", DefaultValueFactory = _ => "show" };
    private readonly LifecycleFileOptions _file = new();
    private readonly Option<bool> _dry = new("--dry-run") { Description = "With accept: tell the differences, write nothing." };
    private readonly Option<bool> _anew = new("--anew") { Description = "With accept: forget the schema so far, what was written by hand too." };

    public Command Describe()
    {
        var command = _file.AddTo(new Command("schema", "Show the schema of the data, or accept data that differ from it.") { _action });
        command.Options.Add(_dry);
        command.Options.Add(_anew);
        return command;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var action = parsed.GetValue(_action)!;
        if (action is not ("show" or "accept"))
            throw new RondoException("bad_arguments", $"'{action}' is nothing that a schema can be asked.", Spelling.DidYouMean(action, ["show", "accept"]) ?? "Write: rondo schema show, or rondo schema accept.");
        var document = _file.Read(parsed);
        var path = SchemaCheck.PathOf(document)
            ?? throw new RondoException("no_schema", "Data without a lifecycle file have no schema.", "Name a lifecycle file, or a folder with a rondo.yaml.");
        return action == "show" ? Show(path, session) : Accept(document, path, parsed, session, cancellation);
    }

    static int Show(string path, Session session)
    {
        var schema = SchemaFile.Read(path) ?? throw new RondoException(new Mistake("no_schema", "There is no schema yet.") { File = path, Hint = "The first run writes it, or `rondo schema accept`." });
        if (session.Json) session.Print(SchemaView.Json(schema, path));
        else SchemaView.Write(session.Out, schema, Near(path));
        return 0;
    }

    int Accept(SpecDocument document, string path, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (isDry, isAnew) = (parsed.GetValue(_dry), parsed.GetValue(_anew));
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        using var workspace = Workspace.Open(session.WorkspaceFolder ?? Workspace.FolderBeside(document.Folder));
        var options = new RunOptions { Threads = session.Threads, Progress = progress, Cancellation = cancellation };
        var update = SchemaCheck.Update(workspace, document, isAnew, options);
        var isWritten = !isDry && (update.Changes.Length > 0 || isAnew || !File.Exists(path));
        if (isWritten) update.Schema.Write(path);
        progress?.Dispose();
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["file"] = path,
                ["written"] = isWritten,
                ["changes"] = new JsonArray([.. update.Changes.Select(c => (JsonNode)new JsonObject { ["column"] = c.Column, ["change"] = c.Change })]),
            });
            return 0;
        }
        foreach (var change in update.Changes) session.Out.WriteLine(change);
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Near(path)}: {(update.Changes.Length == 0 ? "the data keep to it" : $"{update.Changes.Length} {(update.Changes.Length == 1 ? "change" : "changes")}")}{(isWritten ? ", written" : isDry ? ", nothing written" : "")}."));
        return 0;
    }

    // From here when it lies below, for that is what a person types.
    static string Near(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
