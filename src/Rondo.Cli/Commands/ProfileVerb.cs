using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports.Profiles;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Profile;

namespace Rondo.Cli.Commands;

/// <summary>Shows what is in data and what looks wrong with them.</summary>
sealed class ProfileVerb : IVerb
{
    private readonly DataArgument _data = new();
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict (default: the lifecycle file's)." };
    private readonly Option<string?> _out = new("--out") { Description = "The folder for profile.html and profile.json (default: profiles/NAME in the workspace)." };

    public Command Describe()
    {
        var command = new Command("profile", "Show what is in data: each column, correlations, and what looks wrong.");
        _data.AddTo(command);
        command.Options.Add(_target);
        command.Options.Add(_out);
        return command;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (table, declared, name) = _data.Read(parsed, session, cancellation);
        var target = parsed.GetValue(_target) ?? declared;
        if (target is not null && !table.Schema.Contains(target))
        {
            throw new RondoException("unknown_column", $"There is no column '{target}' to predict.",
                Spelling.DidYouMean(target, [.. table.Schema.Fields.Select(f => f.Name)]));
        }
        var profile = DataProfile.Of(table, new ProfileOptions { Target = target, Threads = session.Threads }, cancellation);
        var folder = parsed.GetValue(_out) ?? Path.Combine(session.WorkspaceFolder ?? Workspace.FolderBeside(Directory.GetCurrentDirectory()), "profiles", name);
        var page = ProfileFiles.Write(profile, name, folder);
        if (session.Json) session.Print(ProfileJson.Of(profile, name));
        else ProfileSummary.Write(session.Out, profile, page);
        return 0;
    }
}
