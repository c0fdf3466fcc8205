using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Fetches labels from where models' files say that they come from, while the server runs.</summary>
sealed partial class HostedLabels(Workspace workspace, ServerOptions options, ILogger<HostedLabels> log) : BackgroundService
{
    static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var source = new LabelSource(workspace);
        using var timer = new PeriodicTimer(s_interval, options.Clock);
        try
        {
            do await Task.Run(() => Fetch(source, stoppingToken), stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // What was under way is fetched when the server runs again.
        }
    }

    void Fetch(LabelSource source, CancellationToken cancellation)
    {
        try
        {
            foreach (var (model, receipt, error) in source.Fetch(cancellation))
                if (error is not null) Failed(model, error);
                else if (receipt is { Accepted: > 0 } or { Orphans: > 0 }) Fetched(model, receipt!.Accepted, receipt.Orphans);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Serving goes on, and so does the next look.
            Broke(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Labels of {Model}: {Accepted} are new, {Orphans} without a prediction")]
    private partial void Fetched(string model, int accepted, int orphans);

    [LoggerMessage(Level = LogLevel.Error, Message = "The labels of {Model} could not be read: {Reason}")]
    private partial void Failed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Labels could not be looked for")]
    private partial void Broke(Exception e);
}
