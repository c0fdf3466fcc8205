using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Maintenance;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>Looks after the store: backup, restore, upgrade, and what may go for good.</summary>
sealed class StoreVerb : IVerb
{
    private readonly Argument<string> _action = new("action") { Description = "backup, restore, upgrade or gc." };
    private readonly Argument<string?> _file = new("file") { Description = "backup, restore: the backup, a .tar file.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _deletedFor = new("--deleted-for") { Description = "gc: runs and projects that were deleted this long ago go for good.", DefaultValueFactory = _ => "30d" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "gc: only tell what would go." };

    public Command Describe()
    {
        _action.AcceptOnlyFromAmong("backup", "restore", "upgrade", "gc");
        return new("store", "Back up, restore, upgrade or clean the store.") { _action, _file, _deletedFor, _dryRun };
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace(mayUpgrade: parsed.GetValue(_action) is "upgrade" or "restore");
        switch (parsed.GetValue(_action))
        {
            case "backup":
                Tell(session, "backed_up", workspace.Backup.Write(FileOf(parsed, "backup"), cancellation));
                break;
            case "restore":
                Tell(session, "restored", workspace.Restore.Read(FileOf(parsed, "restore"), cancellation));
                break;
            case "upgrade":
                if (session.Json) session.Print(new JsonObject { ["store"] = workspace.StoreName, ["version"] = Workspace.StoreVersion });
                else session.Out.WriteLine($"The store {workspace.StoreName} has version {Workspace.StoreVersion.ToString(CultureInfo.InvariantCulture)}, this program's.");
                break;
            case "gc":
                Clean(parsed, session, workspace, cancellation);
                break;
        }
        return 0;
    }

    void Clean(ParseResult parsed, Session session, Workspace workspace, CancellationToken cancellation)
    {
        var options = new CleaningOptions { DeletedFor = PruneOptions.ParseAge(parsed.GetValue(_deletedFor)!), IsTrial = parsed.GetValue(_dryRun) };
        var result = workspace.Cleaning.Run(options, cancellation);
        if (session.Json)
        {
            session.Print(new JsonObject { ["runs"] = result.Runs, ["projects"] = result.Projects, ["objects"] = result.Objects, ["bytes"] = result.Bytes, ["busy"] = result.IsBusy });
            return;
        }
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(options.IsTrial ? "would delete" : "deleted")} {result.Runs} runs, {result.Projects} projects, {result.Objects} objects of {result.Bytes:N0} bytes"));
        if (result.IsBusy) session.Out.WriteLine("Somebody is at work with snapshots, so objects were left for the next time.");
    }

    string FileOf(ParseResult parsed, string action) => parsed.GetValue(_file)
        ?? throw new RondoException("bad_arguments", $"store {action} needs a file.", $"Write: rondo store {action} backup.tar");

    static void Tell(Session session, string word, BackupResult result)
    {
        if (session.Json)
            session.Print(new JsonObject { [word] = result.File, ["rows"] = result.Rows, ["objects"] = result.Objects, ["bytes"] = result.Bytes });
        else
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word.Replace('_', ' ')} {result.File}: {result.Rows:N0} rows, {result.Objects:N0} objects, {result.Bytes:N0} bytes"));
    }
}
