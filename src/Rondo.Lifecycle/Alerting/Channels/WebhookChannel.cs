using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Webhooks;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting.Channels;

[Part(Name, "A receiver on the web, to which signed messages are posted; each has an id by which doubles are told.")]
public sealed record WebhookChannel : IAlertChannel
{
    public const string Name = "webhook";

    public Mistake? Problem(AlertTarget target)
    {
        var url = target.To[0];
        // What a variable holds is known when it is used.
        if (!url.Contains("${", StringComparison.Ordinal) && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.Host.Length > 0))
            return new Mistake("bad_webhook_address", $"'{VisibleText.Of(url)}' is no address of the web.") { Hint = "Write one such as https://example.org/rondo, or a variable: \"${ALERT_URL}\"." };
        if (target.Secret is { } secret && !secret.Contains("${", StringComparison.Ordinal) && !WebhookSecret.IsSecret(secret))
            return new Mistake("bad_secret", "The secret is not of the form whsec_BASE64, with 24 to 64 bytes in base64.") { Hint = "Make one, whsec_$(openssl rand -base64 32), keep it in a variable of the environment, and write its name: \"${ALERT_SECRET}\"." };
        return null;
    }

    public async Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, ChannelMeans means, CancellationToken cancellation)
    {
        var secret = target.Secret is { } own ? Secrets.Expand(own) : means.Secret;
        if (!WebhookSecret.IsSecret(secret)) return new ChannelAnswer(false, "the secret is not of the form whsec_BASE64", IsFinal: true);
        var url = await means.Webhooks.Check(Secrets.Expand(target.To[0]), cancellation).ConfigureAwait(false);
        var answer = await means.Webhooks.Send(url, secret, new WebhookMessage(notice.Id, notice.Json()), cancellation).ConfigureAwait(false);
        return new ChannelAnswer(answer.Arrived, answer.Result, answer.IsFinal);
    }
}
