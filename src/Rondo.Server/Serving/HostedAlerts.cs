using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;
using Rondo.Observe.Alerts;
using Rondo.Server.Http;

namespace Rondo.Server.Serving;

/// <summary>Looks at what models' files watch, and tells what there is to tell, while the server runs. Whatever fails here, serving goes on.</summary>
sealed partial class HostedAlerts : BackgroundService
{
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    readonly Workspace _workspace;
    readonly ServedModels _served;
    readonly TimeProvider _clock;
    readonly TimeSpan _interval;
    readonly ILogger _logger;
    readonly AlertEvaluation _evaluation;
    readonly ModelGauges _gauges;

    Dictionary<string, (long Requests, long Errors)> _counted = new(StringComparer.Ordinal);
    readonly bool _givesWay;
    DateTimeOffset _countedAt;

    public HostedAlerts(Workspace workspace, ServerOptions options, ServedModels served, WebhookSender sender, ModelGauges gauges, ILogger<HostedAlerts> log)
    {
        (_workspace, _served, _clock, _interval, _logger) = (workspace, served, options.Clock, options.AlertInterval, log);
        (_gauges, _givesWay) = (gauges, options.GivesWay);
        _countedAt = _clock.GetUtcNow();
        _evaluation = new AlertEvaluation(workspace, [new LogSignals(new PredictionHistory(workspace.PredictionLogFolder)), workspace.Counts, new MonitoringSignals(workspace), .. options.Signals], _clock, Warn);
        Delivery = new AlertDelivery(workspace, new ChannelMeans(sender, options.Mail, options.AllowAlertCommands, Tell), _clock);
    }

    public AlertDelivery Delivery { get; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        Guard(Count);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Look(stoppingToken), Send(stoppingToken));

    async Task Look(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_interval);
        try
        {
            // A thread of its own, behind those who answer.
            do await Task.Factory.StartNew(() => LookOnce(cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Windows that were not looked at are looked at when a server runs again.
        }
    }

    async Task Send(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(s_pause);
        try
        {
            do
            {
                try
                {
                    foreach (var (notice, channel, reason) in await Delivery.SendDue(cancellation).ConfigureAwait(false)) NotTold(notice.Id, channel, reason);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Broke(e);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // What was not told is told when a server runs again.
        }
    }

    void LookOnce(CancellationToken cancellation)
    {
        if (_givesWay) Background.Lower();
        Guard(Count);
        Guard(() =>
        {
            foreach (var (alert, change) in _evaluation.RunDue(cancellation)) Changed(alert.Model, change == AlertChange.Fired ? "fires" : "is over", alert.When, alert.Id);
            Show();
        });
    }

    void Show()
    {
        _gauges.Clear("rondo_alert_firing");
        foreach (var alert in _workspace.Alerts.List().Where(a => a.IsDeclared))
            _gauges.Set("rondo_alert_firing", alert.State == AlertState.Firing ? 1 : 0, alert.Model, alert.When, alert.Severity.ToString().ToLowerInvariant());
    }

    // What was answered since the last call belongs to the time since then.
    void Count()
    {
        var (now, counts) = (_clock.GetUtcNow(), _served.Counts());
        var added = counts.Select(c => (c.Model, Requests: c.Requests - _counted.GetValueOrDefault(c.Model).Requests, Errors: c.Errors - _counted.GetValueOrDefault(c.Model).Errors)).Where(c => c.Requests > 0).ToArray();
        _workspace.Counts.Add(added, _countedAt);
        _counted = counts.ToDictionary(c => c.Model, c => (c.Requests, c.Errors), StringComparer.Ordinal);
        _countedAt = now;
    }

    void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Serving and the next look go on.
            Broke(e);
        }
    }

    void Tell(AlertNotice notice) => Told(notice.Severity == "info" ? LogLevel.Information : notice.Severity == "critical" ? LogLevel.Error : LogLevel.Warning,
        notice.Kind, notice.Model, notice.Version, notice.When, notice.Severity, notice.Alert, notice.Story);

    [LoggerMessage(Message = "Alert {Kind}: {Model}@{Version} {When} ({Severity}, {Alert}). {Story}")]
    private partial void Told(LogLevel level, string kind, string model, int version, string when, string severity, string alert, string story);

    [LoggerMessage(Level = LogLevel.Information, Message = "The alert of {Model} {Change}: {When} ({Alert})")]
    private partial void Changed(string model, string change, string when, string alert);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {Id} did not arrive by {Channel}: {Reason}")]
    private partial void NotTold(string id, string channel, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void Warn(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts could not be looked at")]
    private partial void Broke(Exception e);
}
