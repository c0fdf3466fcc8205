using Microsoft.Extensions.Logging;
using Rondo.Deploy.Flags;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Serving;

/// <summary>Trains models anew when their files say so or somebody asks: one at a time, in a process of its own. What a server leaves behind when it ends goes on, or is begun once more by the next one.</summary>
sealed partial class HostedRetrains(Workspace workspace, ServerOptions options, ILogger<HostedRetrains> log) : PeriodicWork(options, s_interval)
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    // Half of the machine is for those who ask.
    static readonly int s_threads = Math.Max(1, Environment.ProcessorCount / 2);

    RetrainSchedule Schedule => field ??= new RetrainSchedule(workspace, Options.Clock, Said);

    RetrainProcess Process => field ??= new RetrainProcess(Options.Program, workspace);

    protected override void Once(CancellationToken cancellation)
    {
        // A server that is part of another program asks, and leaves the work to those that can do it.
        var jobs = Schedule.Look();
        if (Options.Program.Count == 0) return;
        foreach (var model in Schedule.ToCount())
            if (Process.Count(model, Memory(model), cancellation) is { } trouble) NotCounted(model, trouble);
        foreach (var job in jobs)
        {
            Began(job.Model, job.Id, job.Cause.Story);
            var trouble = Process.Run(job, Memory(job.Model), s_threads, cancellation);
            var after = workspace.Retrains.Find(job.Id);
            if (after.State == RetrainState.Done) Ended(job.Model, job.Id, after.Reason ?? "");
            else if (trouble is not null || after.State == RetrainState.Failed) Failed(job.Model, job.Id, after.Reason ?? trouble ?? "");
        }
    }

    long Memory(string model) => Schedule.Of(model).Memory is { } text ? ByteCount.Parse(text, "retrain.memory") : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Remark}")]
    private partial void Said(string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is trained anew ({Retrain}) for {Cause}")]
    private partial void Began(string model, string retrain, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The retrain {Retrain} of {Model} is done. {Reason}")]
    private partial void Ended(string model, string retrain, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The retrain {Retrain} of {Model} failed: {Reason}")]
    private partial void Failed(string model, string retrain, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rows of {Model} could not be counted: {Reason}")]
    private partial void NotCounted(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Retrains could not be looked at")]
    protected override partial void Broke(Exception failure);
}
