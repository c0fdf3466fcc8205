using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Batch.Schedule;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Runs the batch jobs that models' files declare, when they are due, while the server runs.</summary>
sealed partial class HostedBatches(Workspace workspace, ServerOptions options, ILogger<HostedBatches> log) : BackgroundService
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Half of the machine is for those who ask.
        var schedule = new BatchSchedule(workspace, options.Clock, Math.Max(1, Environment.ProcessorCount / 2), Said) { WebhookHosts = options.WebhookHosts };
        using var timer = new PeriodicTimer(s_interval, options.Clock);
        try
        {
            do await Task.Run(() => RunDue(schedule, stoppingToken), stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // A job that is under way is gone on with when the server runs again.
        }
    }

    void RunDue(BatchSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            foreach (var (model, run) in schedule.RunDue(cancellation))
                if (run.Error is { } error) Failed(model, error);
                else Done(model, run.Files, run.Rows);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Monitoring, serving and the next look go on.
            Broke(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch: {Remark}")]
    private partial void Said(string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "The batch job of {Model} scored {Files} files, {Rows} rows")]
    private partial void Done(string model, int files, long rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "The batch job of {Model} failed: {Reason}")]
    private partial void Failed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch jobs could not be looked at")]
    private partial void Broke(Exception e);
}
