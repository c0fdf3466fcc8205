using System.Globalization;
using System.Net;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting.Channels;

/// <summary>The server that takes e-mails: <c>smtp://user:password@host:587?from=rondo@example.org</c>, or <c>smtps://</c> for one that speaks TLS from the start.</summary>
public sealed class SmtpServer
{
    /// <summary>The variable of the environment that names it.</summary>
    public const string Variable = "RONDO_SMTP";

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    readonly string _host;
    readonly int _port;
    readonly SecureSocketOptions _security;
    readonly NetworkCredential? _credential;
    readonly MailboxAddress _from;

    SmtpServer(string host, int port, SecureSocketOptions security, NetworkCredential? credential, MailboxAddress from) =>
        (_host, _port, _security, _credential, _from) = (host, port, security, credential, from);

    /// <summary>Null when the text is empty.</summary>
    /// <exception cref="RondoException">It is no address of such a server; its password is never said.</exception>
    public static SmtpServer? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps") || address.Host.Length == 0)
            throw Bad($"{Variable} is no address of a mail server.");
        var parts = address.UserInfo.Split(':', 2);
        var credential = address.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        if (credential is not null) Secrets.Remember(credential.Password);
        var options = AddressParameters.Split(address.Query, ["from", "tls"]).Values;
        var sender = options.GetValueOrDefault("from") ?? (credential?.UserName.Contains('@', StringComparison.Ordinal) is true ? credential.UserName : $"rondo@{address.Host}");
        if (EmailChannel.Parse(sender) is not { } from) throw Bad($"{Variable} names '{VisibleText.Of(sender)}' as the sender, which is no e-mail address.");
        var isImplicit = address.Scheme == "smtps";
        return new SmtpServer(address.IdnHost, address.IsDefaultPort || address.Port < 0 ? isImplicit ? 465 : 587 : address.Port, Security(isImplicit, options.GetValueOrDefault("tls"), address, credential is not null), credential, from);
    }

    /// <exception cref="Exception">Whatever keeps the server from taking it.</exception>
    internal async Task Send(MimeMessage message, CancellationToken cancellation)
    {
        message.From.Add(_from);
        using var client = new SmtpClient { Timeout = (int)s_patience.TotalMilliseconds };
        await client.ConnectAsync(_host, _port, _security, cancellation).ConfigureAwait(false);
        if (_credential is not null) await client.AuthenticateAsync(_credential, cancellation).ConfigureAwait(false);
        await client.SendAsync(message, cancellation).ConfigureAwait(false);
        await client.DisconnectAsync(quit: true, cancellation).ConfigureAwait(false);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_host}:{_port}");

    // A password goes over TLS, unless the server is this machine or the operator says otherwise.
    static SecureSocketOptions Security(bool isImplicit, string? tls, Uri address, bool hasPassword) => (isImplicit, tls) switch
    {
        (true, null) => SecureSocketOptions.SslOnConnect,
        (false, "none") => SecureSocketOptions.None,
        (false, "required") => SecureSocketOptions.StartTls,
        (false, null) => hasPassword && !address.IsLoopback ? SecureSocketOptions.StartTls : SecureSocketOptions.StartTlsWhenAvailable,
        _ => throw Bad($"{Variable} says tls={VisibleText.Of(tls!)}."),
    };

    static RondoException Bad(string message) => new("bad_smtp", message,
        "Write smtp://user:password@host:587?from=rondo@example.org (STARTTLS), smtps://... (TLS from the start); tls=none sends in the clear, tls=required never does.");
}
