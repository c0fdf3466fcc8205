using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Batch.Schedule;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Runs the batch jobs that models' files declare, when they are due, while the server runs.</summary>
sealed partial class HostedBatches(Workspace workspace, ServerOptions options, ILogger<HostedBatches> log) : PeriodicWork(options, s_interval)
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    // Half of the machine is for those who ask.
    BatchSchedule Schedule => field ??= new BatchSchedule(workspace, Options.Clock, Math.Max(1, Environment.ProcessorCount / 2), Said) { WebhookHosts = Options.WebhookHosts };

    protected override void Once(CancellationToken cancellation)
    {
        foreach (var (model, run) in Schedule.RunDue(cancellation))
            if (run.Error is { } error) Failed(model, error);
            else Done(model, run.Files, run.Rows);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch: {Remark}")]
    private partial void Said(string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "The batch job of {Model} scored {Files} files, {Rows} rows")]
    private partial void Done(string model, int files, long rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "The batch job of {Model} failed: {Reason}")]
    private partial void Failed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch jobs could not be looked at")]
    protected override partial void Broke(Exception failure);
}
