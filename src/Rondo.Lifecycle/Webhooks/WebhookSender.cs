using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Guard;

namespace Rondo.Lifecycle.Webhooks;

/// <summary>
/// Posts messages to receivers on the public internet, over TLS. The address that is checked is the one that is connected to, redirects are not followed and answers are not read,
/// so a webhook is no way to ask or reach servers of the private network; hosts that an operator allows are.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    const int LongestAddress = 2048;

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    readonly HashSet<string> _allowed;
    readonly GuardedConnection _guard;
    readonly HttpClient _client;
    readonly TimeProvider _clock;

    /// <param name="allowedHosts">Hosts that may have any address, and be spoken to without TLS.</param>
    /// <param name="resolve">Finds the addresses of a host's name; the system's resolver unless told.</param>
    public WebhookSender(IEnumerable<string> allowedHosts, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _clock = clock;
        _allowed = allowedHosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _guard = new GuardedConnection(resolve ?? Dns.GetHostAddressesAsync, _allowed.Contains, "Whoever runs the server can allow that host: rondo up --webhook-host HOST; a single job: rondo predict --webhook-host HOST.");
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would make the connections itself, to addresses that nobody checked.
            UseProxy = false,
            ConnectCallback = _guard.Connect,
            ConnectTimeout = _patience,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
        })
        { Timeout = _patience };
    }

    /// <summary>Refuses what can't be an address of a receiver, as far as that is known before anything is sent.</summary>
    /// <exception cref="RondoException">It isn't https, holds a password, or leads to this machine or its network.</exception>
    public async Task<Uri> Check(string url, CancellationToken cancellation)
    {
        if (url.Length > LongestAddress || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            throw Bad("is no address of the web.", "Give one such as https://example.org/rondo.");
        if (address.UserInfo.Length > 0) throw Bad("holds a name or password.", "Check the message's signature instead.");
        if (address.Scheme != "https" && !_allowed.Contains(address.IdnHost)) throw Bad("isn't https.", "Only hosts that are allowed (--webhook-host HOST of `rondo up` and `rondo predict`) are spoken to without TLS.");
        await _guard.Check(address, cancellation).ConfigureAwait(false);
        return address;
    }

    /// <summary>Sends a message that only shows whether messages arrive.</summary>
    public Task<WebhookAnswer> Ping(Webhook webhook, WebhookStore store, CancellationToken cancellation) =>
        Send(webhook.Url, store.SecretOf(webhook.Id), WebhookMessage.Ping(webhook.Id, _clock.GetUtcNow()), cancellation);

    internal async Task<WebhookAnswer> Send(Uri url, string secret, WebhookMessage message, CancellationToken cancellation)
    {
        var seconds = _clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(message.MediaType);
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secret, message.Id, seconds, message.Body));
        if (message.HasIdempotencyKey) request.Headers.Add("idempotency-key", message.Id);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Rondo", Store.RondoVersion.Current));
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return new WebhookAnswer(answer.IsSuccessStatusCode, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture), answer.StatusCode == HttpStatusCode.Gone)
            {
                Status = (int)answer.StatusCode,
                RetryAfter = answer.Headers.RetryAfter is not { } wish ? null : wish.Delta ?? wish.Date - _clock.GetUtcNow(),
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or RondoException && !cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer(false, Reason(e), IsFinal: false);
        }
    }

    public void Dispose() => _client.Dispose();

    // Never what a server of the private network says of itself.
    static string Reason(Exception failure) => failure switch
    {
        RondoException refused => refused.Message,
        OperationCanceledException => $"no answer within {_patience.TotalSeconds} s",
        HttpRequestException { InnerException: RondoException refused } => refused.Message,
        HttpRequestException { InnerException: SocketException socket } => $"no connection ({socket.SocketErrorCode})",
        HttpRequestException http => $"no answer ({http.HttpRequestError})",
        _ => "no answer",
    };

    static RondoException Bad(string problem, string hint) => new(new Mistake("bad_webhook_address", $"The webhook's address {problem}") { Field = "url", Hint = hint });
}

/// <summary>What came of a message.</summary>
/// <param name="IsFinal">The receiver wants no more (410).</param>
public sealed record WebhookAnswer(bool Arrived, string Result, bool IsFinal)
{
    /// <summary>Of HTTP; null when nothing answered.</summary>
    public int? Status { get; init; }

    /// <summary>How long the receiver wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
