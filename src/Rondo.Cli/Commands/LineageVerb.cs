using System.CommandLine;
using Rondo.Cli.Output;

namespace Rondo.Cli.Commands;

/// <summary>Shows where something comes from, and what came of it.</summary>
sealed class LineageVerb : IVerb
{
    private readonly Argument<string> _id = new("id") { Description = "NAME, NAME@2 or NAME@alias; a run's or a prediction's id; a version of data: a tag, latest, NAME@latest or the beginning of a data_hash." };

    public Command Describe() => new("lineage", "Show where a model, run, prediction or version of data comes from, and what came of it.") { _id };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        workspace.Runs.MarkKilled();
        var graph = workspace.Lineage.Of(parsed.GetValue(_id)!);
        if (session.Json) session.Print(LineageTree.ToJson(graph));
        else LineageTree.Write(session.Out, graph, isDrawn: !Console.IsOutputRedirected);
        return 0;
    }
}
