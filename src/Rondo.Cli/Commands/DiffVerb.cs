using System.CommandLine;
using Rondo.Cli.Output;

namespace Rondo.Cli.Commands;

/// <summary>Says what changed between two versions of models.</summary>
sealed class DiffVerb : IVerb
{
    private readonly Argument<string> _before = new("before") { Description = "NAME@1 or NAME@alias." };
    private readonly Argument<string> _after = new("after") { Description = "NAME@2 or NAME@alias." };

    public Command Describe() => new("diff", "Show what changed between two versions: metrics, keys of the file, features.") { _before, _after };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        VersionDifference.Print(session, workspace, parsed.GetValue(_before)!, parsed.GetValue(_after)!);
        return 0;
    }
}
