using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Alerting.Channels;

/// <summary>What a host lends to channels.</summary>
/// <param name="Webhooks">Posts to receivers on the web that may be posted to.</param>
/// <param name="Mail">Takes e-mails; null when the operator named none.</param>
/// <param name="AllowsCommands">Whether programs may be started.</param>
/// <param name="Log">Takes what the log is to say.</param>
public sealed record ChannelMeans(WebhookSender Webhooks, SmtpServer? Mail, bool AllowsCommands, Action<AlertNotice> Log)
{
    /// <summary>What messages are signed with when the file has nothing.</summary>
    internal string Secret { get; init; } = "";
}
