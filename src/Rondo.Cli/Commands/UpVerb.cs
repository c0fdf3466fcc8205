using System.CommandLine;
using Rondo.Cli.Output;
using Rondo.Deploy.Flags;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Retraining;
using Rondo.Server;
using Rondo.Server.Access;
using Rondo.Server.Telemetry;

namespace Rondo.Cli.Commands;

/// <summary>Serves the workspace: pages, API and MLflow's API, until it is stopped.</summary>
sealed class UpVerb : IVerb
{
    private readonly Option<int> _port = new("--port") { Description = "Port to listen on; 0 takes a free one.", DefaultValueFactory = _ => ServerOptions.DefaultPort };
    private readonly Option<string> _bind = new("--bind") { Description = "Address to listen on. Beyond this machine, accounts are needed.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<bool> _accounts = new("--accounts") { Description = "Ask for accounts on this machine too." };
    private readonly Option<bool> _behindProxy = new("--behind-proxy") { Description = "A reverse proxy on this machine passes requests on: believe its X-Forwarded headers, and ask for accounts." };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "Certificate as a PEM file; with --tls-key." };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Key of the certificate as a PEM file." };
    private readonly Option<string[]> _webhookHosts = new("--webhook-host") { Description = "A host in the private network that webhooks may go to; more by giving it again." };
    private readonly Option<bool> _alertCommands = new("--allow-alert-commands") { Description = "Let alerts start the programs that models' files name (observe.alerts.notify.command)." };
    private readonly FlagOptions _logs = new([.. PredictionLogFlags.All, .. LogFlags.All]);

    public Command Describe()
    {
        var up = new Command("up", "Serve this workspace: web pages, REST API and MLflow's API on one port.")
        {
            _port, _bind, _accounts, _behindProxy, _certificate, _key, _webhookHosts, _alertCommands,
        };
        _logs.AddTo(up);
        return up;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation) => Serve(session, Options(parsed, session), cancellation).GetAwaiter().GetResult();

    ServerOptions Options(ParseResult parsed, Session session) => new()
    {
        Port = parsed.GetValue(_port),
        Bind = parsed.GetValue(_bind)!,
        Accounts = parsed.GetValue(_accounts),
        BehindProxy = parsed.GetValue(_behindProxy),
        TlsCertificate = parsed.GetValue(_certificate),
        TlsKey = parsed.GetValue(_key),
        SetupToken = Environment.GetEnvironmentVariable("RONDO_SETUP_TOKEN"),
        Provider = IdentityProvider.FromSettings(Environment.GetEnvironmentVariable),
        Mail = SmtpServer.Parse(Environment.GetEnvironmentVariable(SmtpServer.Variable)),
        AllowAlertCommands = parsed.GetValue(_alertCommands),
        WebhookHosts = parsed.GetValue(_webhookHosts) ?? [],
        PredictionLog = PredictionLogFlags.Read(_logs.Given(parsed)),
        Telemetry = TelemetrySettings.FromEnvironment(),
        Program = RetrainProcess.Self(),
        Log = session.Error,
        LogForm = LogFlags.Read(_logs.Given(parsed)),
    };

    static async Task<int> Serve(Session session, ServerOptions options, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        await using var server = await RondoServer.Start(workspace, options, cancellation).ConfigureAwait(false);
        session.Reveal($"Rondo is up: {(server.UsesAccounts ? server.Address : server.StartAddress)}");
        if (server.NeedsFirstAdmin) session.Reveal($"Nobody has an account yet; make the first admin: {server.StartAddress}");
        if (server.IsExposed) session.Error.WriteLine("Passwords and keys travel readable: give --tls-cert and --tls-key, or put a proxy with TLS before this server (--behind-proxy).");
        session.Out.Flush();
        await server.Run(cancellation).ConfigureAwait(false);
        return 0;
    }
}
