using System.Net;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Guard;

namespace Rondo.Sources.Http.Transport;

/// <summary>Asks one server: guarded connections, checked redirects, attempts that start from the beginning.</summary>
sealed class HttpSession : IDisposable
{
    private readonly GuardedConnection _guard;
    private readonly HttpClient _client;
    private readonly RequestHeaders _headers;
    private readonly Uri _home;
    private readonly bool _usesProxy;
    private readonly Patience _patience;
    private readonly Retries _retries;
    private readonly TimeProvider _clock;

    /// <param name="home">The address that the headers are meant for.</param>
    public HttpSession(HttpSource source, Uri home, RequestHeaders headers, TimeProvider clock, Action<string> say)
    {
        (_home, _headers, _clock, _usesProxy) = (home, headers, clock, source.UseProxy);
        _patience = new Patience(TimeSpan.FromSeconds(source.TimeoutSeconds));
        _retries = new Retries(source.Attempts, TimeSpan.FromSeconds(source.MaxWaitSeconds), clock, say);
        var ownHost = home.IdnHost.Trim('[', ']');
        // Where it sends us on to may not be private.
        _guard = new GuardedConnection(source.Resolve, host => source.AllowPrivate && host.Equals(ownHost, StringComparison.OrdinalIgnoreCase),
            $"If that server is meant, add `allow_private: true` to the source{(source.AllowPrivate ? " whose `from` names it" : "")}.");
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = source.UseProxy,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 64,
        };
        // A proxy stands where it stands, often in the private network.
        if (!source.UseProxy) handler.ConnectCallback = _guard.Connect;
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Patience Patience => _patience;

    public bool HasHeaders => !_headers.IsEmpty;

    /// <summary>What of the headers may tell one answer from another.</summary>
    public IEnumerable<string> HeaderMarks => _headers.Names.Append(_headers.Mark);

    /// <param name="prepare">Adds fields that are no secret, such as conditions.</param>
    /// <param name="expects">Statuses, beside success, that <paramref name="read"/> takes.</param>
    /// <param name="read">Reads the whole answer. It is called anew for each attempt.</param>
    public Task<T> Get<T>(Uri uri, Action<HttpRequestMessage> prepare, Func<int, bool> expects, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        _retries.Run(WebAddress.Show(uri), async token =>
        {
            try
            {
                using var response = await Send(uri, prepare, token).ConfigureAwait(false);
                if (!expects((int)response.StatusCode)) Statuses.Check(response, response.RequestMessage!.RequestUri!, _clock);
                return await read(response, token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not (RondoException or TransientFailure or OperationCanceledException))
            {
                throw RefusalIn(exception) ?? TransientFailure.Of(exception) ?? Failure(uri, exception) ?? exception;
            }
        }, cancellation);

    public void Dispose() => _client.Dispose();

    async Task<HttpResponseMessage> Send(Uri uri, Action<HttpRequestMessage> prepare, CancellationToken cancellation)
    {
        var isAtHome = WebAddress.IsSameServer(_home, uri);
        for (var hops = 0; ; hops++)
        {
            if (_usesProxy) await _guard.Check(uri, cancellation).ConfigureAwait(false);
            var request = new HttpRequestMessage(HttpMethod.Get, uri);
            // What was meant for one server is not told to another.
            if (isAtHome) _headers.AddTo(request);
            if (request.Headers.UserAgent.Count == 0) request.Headers.UserAgent.ParseAdd("Rondo");
            prepare(request);
            var response = await _patience.For(token => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).ConfigureAwait(false);
            if (!Redirects.IsRedirect(response)) return response;
            using (response) uri = Redirects.Next(uri, response, hops);
            isAtHome &= WebAddress.IsSameServer(_home, uri);
        }
    }

    static Exception? RefusalIn(Exception? exception)
    {
        while (exception is not (null or RondoException)) exception = exception.InnerException;
        return exception;
    }

    static RondoException? Failure(Uri uri, Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new RondoException("unknown_host", $"There is no server named '{uri.Host}'.", "Is the address right, and is there a network?"),
        HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException inner } =>
            new RondoException("tls_failed", $"{WebAddress.Show(uri)} can't be trusted: {inner.Message}", "Is its certificate valid, and its authority known to this machine?"),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            new RondoException("proxy_refused", $"The proxy gives no way to {WebAddress.Show(uri)}."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new RondoException("too_large", $"{WebAddress.Show(uri)} answers with more than 64 KB of header fields."),
        _ => null,
    };
}
