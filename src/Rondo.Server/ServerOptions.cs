using System.Net;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Flags;
using Rondo.Deploy.PredictionLog;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Server.Access;
using Rondo.Server.Telemetry;

namespace Rondo.Server;

/// <summary>How <c>rondo up</c> listens and whom it lets in.</summary>
public sealed record ServerOptions
{
    public const int DefaultPort = 8080;

    /// <summary>The address to listen on; anything but a loopback address asks for accounts.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Asks for accounts on this machine too.</summary>
    public bool Accounts { get; init; }

    /// <summary>A reverse proxy on this machine passes requests on: its X-Forwarded headers are believed, and accounts are asked for.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>A certificate and its key as PEM files; without them the server speaks plain HTTP.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    /// <summary>What lets the first admin in; a random one unless told.</summary>
    public string? SetupToken { get; init; }

    /// <summary>Where people sign in who have no password here.</summary>
    public IdentityProvider? Provider { get; init; }

    /// <summary>Hosts of webhooks that may be in the private network, and be spoken to without TLS.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>The server that takes e-mails of alerts; null when there is none.</summary>
    public SmtpServer? Mail { get; init; }

    /// <summary>Whether alerts may start the programs that files name.</summary>
    public bool AllowAlertCommands { get; init; }

    /// <summary>What else measures models for their alerts, after the log and the counts of this server.</summary>
    public IReadOnlyList<IWindowSignals> Signals { get; init; } = [];

    /// <summary>How this program is started once more, for work in a process of its own.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>What is kept of predictions; null keeps none.</summary>
    public PredictionLogOptions? PredictionLog { get; init; } = new();

    /// <summary>The longest body that a route takes which doesn't state its own.</summary>
    public long MaxBody { get; init; } = 20 << 20;

    /// <summary>How long requests under way may take to end when the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Where metrics and traces are sent; null sends none.</summary>
    public TelemetrySettings? Telemetry { get; init; }

    public TextWriter Log { get; init; } = TextWriter.Null;

    public LogForm LogForm { get; init; } = new(LogLevel.Warning, IsJson: false);

    /// <summary>Whether looks at logs and figures, and shadows, give way to those who answer. A program that waits for them itself says no.</summary>
    public bool GivesWay { get; init; } = true;

    /// <summary>How often it is looked at whether a window of an alert has ended.</summary>
    public TimeSpan AlertInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often running experiments are looked at.</summary>
    internal TimeSpan AbTestInterval { get; init; } = TimeSpan.FromSeconds(1);

    internal IPAddress Address => Flag.AddressOf(Bind);

    /// <summary>Whether people have to sign in; otherwise whoever is on this machine may do everything.</summary>
    internal bool UsesAccounts => Accounts || BehindProxy || !IPAddress.IsLoopback(Address);

    internal bool IsSecure => TlsCertificate is not null || BehindProxy;
}
