using Amazon.Runtime;

namespace Rondo.Objects.S3;

/// <summary>
/// Requests as the SDK makes them, but without 'Expect: 100-continue': a server that refused such a request may wait for its body where the next request comes.
/// </summary>
sealed class S3Transport : HttpClientFactory, IDisposable
{
    readonly HttpClient _client;

    public S3Transport(TimeSpan connectTimeout, TimeSpan timeout)
    {
        var sockets = new SocketsHttpHandler { ConnectTimeout = connectTimeout, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        _client = new HttpClient(new BodiesAtOnce(sockets)) { Timeout = timeout };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    sealed class BodiesAtOnce(HttpMessageHandler next) : DelegatingHandler(next)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
