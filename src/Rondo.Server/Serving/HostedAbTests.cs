using Microsoft.Extensions.Logging;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Store;
using Rondo.Server.Http;

namespace Rondo.Server.Serving;

/// <summary>Looks at running experiments while the server runs: at what it saw of their arms every moment, at logs, labels and outcomes once a window.</summary>
sealed partial class HostedAbTests(Workspace workspace, ServerOptions options, ServedModels served, ModelGauges gauges, ILogger<HostedAbTests> log) : PeriodicWork(options, options.AbTestInterval)
{
    readonly AbTestWatch _watch = new(workspace, options.Clock);
    readonly HealthWindows _health = new();
    readonly Dictionary<string, (AbTest Test, DateTimeOffset At)> _looked = new(StringComparer.Ordinal);

    protected override void Once(CancellationToken cancellation)
    {
        var running = workspace.AbTests.Running();
        _health.Keep(running.Select(t => t.Id));
        foreach (var gone in _looked.Keys.Except(running.Select(t => t.Id)).ToArray())
        {
            Hide(_looked[gone].Test);
            _looked.Remove(gone);
        }
        foreach (var test in running)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Look(test, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The others, and the next look, go on.
                NotLooked(e, test.Name);
            }
        }
    }

    void Look(AbTest test, CancellationToken cancellation)
    {
        var now = Options.Clock.GetUtcNow();
        var health = served.Health(test.Model);
        foreach (var arm in health) gauges.Set("rondo_experiment_assignments_total", arm.Requests, test.Model, test.Name, arm.Arm);
        var breaches = _health.Look(test, health, now);
        if (breaches.Count == 0 && _looked.TryGetValue(test.Id, out var last) && now - last.At < test.Rules.Window) return;
        _looked[test.Id] = (test, now);
        var report = _watch.Advance(test, breaches, cancellation);
        if (report.Sizes is { } sizes)
        {
            gauges.Set("rondo_experiment_srm_pvalue", sizes.PValue, test.Model, test.Name);
            gauges.Set("rondo_experiment_srm_alerting", sizes.IsAlarm ? 1 : 0, test.Model, test.Name);
        }
        if (report.Decision.IsOver) Decided(test.Word, test.Name, report.Decision.Step == AbTestStep.Rollback ? LogLevel.Warning : LogLevel.Information, report.Decision.Sentence);
    }

    void Hide(AbTest over)
    {
        foreach (var family in (string[])["rondo_experiment_assignments_total", "rondo_experiment_srm_pvalue", "rondo_experiment_srm_alerting"]) gauges.Clear(family, over.Model, over.Name);
    }

    [LoggerMessage(Message = "The {Kind} '{Name}' is over. {Sentence}")]
    private partial void Decided(string kind, string name, LogLevel level, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The experiment {Name} could not be looked at")]
    private partial void NotLooked(Exception failure, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Experiments could not be looked at")]
    protected override partial void Broke(Exception failure);
}
