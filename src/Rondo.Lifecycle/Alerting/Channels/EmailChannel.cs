using System.Text;
using MailKit;
using MailKit.Security;
using MimeKit;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting.Channels;

[Part(Name, "An e-mail, by the mail server that RONDO_SMTP names.")]
public sealed record EmailChannel : IAlertChannel
{
    public const string Name = "email";

    public Mistake? Problem(AlertTarget target) => target.To[0].Contains("${", StringComparison.Ordinal) || Parse(target.To[0]) is not null ? null
        : new Mistake("bad_email", $"'{VisibleText.Of(target.To[0])}' is no e-mail address.") { Hint = "Write one such as ops@example.org; several as a list." };

    public async Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, ChannelMeans means, CancellationToken cancellation)
    {
        if (means.Mail is not { } server) return new ChannelAnswer(false, $"no mail server: set {SmtpServer.Variable}=smtp://user:password@host:587");
        if (Parse(Secrets.Expand(target.To[0])) is not { } to) return new ChannelAnswer(false, "no e-mail address", IsFinal: true);
        // MimeKit folds and encodes; a line break must not even get that far.
        using var message = new MimeMessage { Subject = VisibleText.Of(notice.Title), MessageId = $"{notice.Id}@rondo.invalid", Date = notice.Time };
        message.To.Add(to);
        message.Body = new TextPart("plain") { Text = $"{notice.Story}\n\n{Encoding.UTF8.GetString(notice.Json())}\n" };
        try
        {
            await server.Send(message, cancellation).ConfigureAwait(false);
            return new ChannelAnswer(true, "sent");
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ProtocolException or CommandException or AuthenticationException or SslHandshakeException or TimeoutException or NotSupportedException)
        {
            return new ChannelAnswer(false, $"{server} did not take it: {e.Message}");
        }
    }

    /// <summary>A bare address, without anything that could begin another header or recipient; null when it is none.</summary>
    internal static MailboxAddress? Parse(string text) =>
        text.Length <= 254 && !text.Any(char.IsControl) && text.AsSpan().IndexOfAny(",;<>\"") < 0 && MailboxAddress.TryParse(text, out var address)
        && address.Address == text && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 ? address : null;
}
