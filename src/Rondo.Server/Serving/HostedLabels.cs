using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Fetches labels from where models' files say that they come from, while the server runs.</summary>
sealed partial class HostedLabels(Workspace workspace, ServerOptions options, ILogger<HostedLabels> log) : PeriodicWork(options, s_interval)
{
    static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    readonly LabelSource _source = new(workspace);

    protected override void Once(CancellationToken cancellation)
    {
        foreach (var (model, receipt, error) in _source.Fetch(cancellation))
            if (error is not null) Failed(model, error);
            else if (receipt is { Accepted: > 0 } or { Orphans: > 0 }) Fetched(model, receipt!.Accepted, receipt.Orphans);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Labels of {Model}: {Accepted} are new, {Orphans} without a prediction")]
    private partial void Fetched(string model, int accepted, int orphans);

    [LoggerMessage(Level = LogLevel.Error, Message = "The labels of {Model} could not be read: {Reason}")]
    private partial void Failed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Labels could not be looked for")]
    protected override partial void Broke(Exception failure);
}
