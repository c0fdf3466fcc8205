using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Makes full segments of the prediction logs Parquet, while the server runs.</summary>
sealed partial class HostedSealing(Workspace workspace, ServerOptions options, ILogger<HostedSealing> log) : PeriodicWork(options, s_interval)
{
    static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    readonly PredictionHistory[] _logs = options.PredictionLog is null ? [] : [new PredictionHistory(workspace.PredictionLogFolder), new PredictionHistory(workspace.ShadowLogFolder)];

    protected override void Once(CancellationToken cancellation)
    {
        foreach (var history in _logs) history.Seal(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Full segments of the prediction log could not be made Parquet; they stay, and are tried again")]
    protected override partial void Broke(Exception failure);
}
