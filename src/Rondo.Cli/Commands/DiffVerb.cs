using System.CommandLine;
using Rondo.Cli.Output;

namespace Rondo.Cli.Commands;

/// <summary>Says what changed between two versions or runs.</summary>
sealed class DiffVerb : IVerb
{
    private readonly Argument<string> _before = new("before") { Description = "NAME@1 or NAME@alias, a run's id, or a number: 1 or v1." };
    private readonly Argument<string> _after = new("after") { Description = "The same of the later one; a number is of the same model." };
    private readonly Option<string?> _model = new("--model") { Description = "The model that numbers are of." };

    public Command Describe() => new("diff", "Show what changed between two versions or runs: metrics, file, features, data, code, environment.") { _before, _after, _model };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        DifferenceSummary.Print(session, workspace, parsed.GetValue(_before)!, parsed.GetValue(_after)!, parsed.GetValue(_model), cancellation);
        return 0;
    }
}
