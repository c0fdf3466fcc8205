using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Server;

namespace Rondo.Cli.Commands;

/// <summary>Serves the workspace: pages, API and MLflow's API, until it is stopped.</summary>
sealed class UpVerb : IVerb
{
    private readonly Option<int> _port = new("--port") { Description = "Port to listen on; 0 takes a free one.", DefaultValueFactory = _ => ServerOptions.DefaultPort };
    private readonly Option<string> _bind = new("--bind") { Description = "Address to listen on. Beyond this machine, accounts are needed.", DefaultValueFactory = _ => "127.0.0.1" };

    public Command Describe() => new("up", "Serve this workspace: web pages, REST API and MLflow's API on one port.") { _port, _bind };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation) =>
        Serve(session, new ServerOptions { Port = parsed.GetValue(_port), Bind = parsed.GetValue(_bind)! }, cancellation).GetAwaiter().GetResult();

    static async Task<int> Serve(Session session, ServerOptions options, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        await using var server = await RondoServer.Start(workspace, options, cancellation).ConfigureAwait(false);
        session.Out.WriteLine($"Rondo is up: {server.Address}");
        session.Out.Flush();
        await server.Run(cancellation).ConfigureAwait(false);
        return 0;
    }
}
