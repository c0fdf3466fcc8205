using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting;

/// <summary>Sends what alerts have to tell. A message that did not arrive is sent again, later each time, under the same id.</summary>
public sealed class AlertDelivery(Workspace workspace, ChannelMeans means, TimeProvider clock)
{
    /// <summary>Sends what is due.</summary>
    /// <returns>What did not arrive, and why.</returns>
    public async Task<IReadOnlyList<(AlertNotice Notice, string Channel, string Reason)>> SendDue(CancellationToken cancellation)
    {
        var failed = new List<(AlertNotice, string, string)>();
        while (!cancellation.IsCancellationRequested && workspace.Alerts.Outbox.Claim() is var (message, secret))
        {
            var answer = await Send(message.Notice, message.Target, secret, cancellation).ConfigureAwait(false);
            if (answer.Arrived)
            {
                workspace.Alerts.Outbox.Arrived(message.Id, answer.Result);
                continue;
            }
            workspace.Alerts.Outbox.Failed(message.Id, answer.Result, answer.IsFinal);
            failed.Add((message.Notice, message.Target.ToString(), answer.Result));
        }
        return failed;
    }

    /// <summary>Sends a marked message to every channel of a model's rules, each once, and waits for what comes of it.</summary>
    /// <exception cref="RondoException">There is no such model, or it has no rules.</exception>
    public async Task<IReadOnlyList<(string Channel, ChannelAnswer Answer)>> Test(string model, CancellationToken cancellation)
    {
        var rules = workspace.Alerts.Rules(model);
        if (rules.Count == 0) throw new RondoException("no_alerts", $"Nothing is watched of '{model}'.", "Declare it in its file: observe: { alerts: [{ when: \"error_rate > 0.05\", notify: { webhook: \"${ALERT_URL}\" } }] }, and run the file.");
        var told = new List<(string, ChannelAnswer)>();
        foreach (var (rule, target) in rules.SelectMany(r => r.Targets.Select(target => (Rule: r, target))).DistinctBy(t => (t.target.ToString(), t.target.Secret)))
        {
            var notice = AlertStore.TestNotice(rule, clock.GetUtcNow(), TimeOrderedId.New(clock));
            told.Add((target.ToString(), await Send(notice, target, rule.Secret, cancellation).ConfigureAwait(false)));
        }
        return told;
    }

    async Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, string secret, CancellationToken cancellation)
    {
        try
        {
            var answer = await RondoParts.Catalog.Create<IAlertChannel>(target.Channel).Send(notice, target, means with { Secret = secret }, cancellation).ConfigureAwait(false);
            return answer with { Result = Secrets.Redact(answer.Result) };
        }
        catch (RondoException e)
        {
            // A variable that is not set, an address that is refused: the operator may mend it.
            return new ChannelAnswer(false, Secrets.Redact(e.Message));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A channel of a plugin breaks as it likes; the others go on.
            return new ChannelAnswer(false, $"{e.GetType().Name}: {Secrets.Redact(e.Message)}");
        }
    }
}
