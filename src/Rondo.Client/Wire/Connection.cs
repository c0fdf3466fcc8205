using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rondo.Client.Wire;

/// <summary>Requests to one server. An outage is an answer, not an exception.</summary>
sealed class Connection : IDisposable
{
    const int LargestAnswer = 32 << 20;
    static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);

    readonly HttpClient _http;
    readonly TimeSpan _timeout;
    readonly TimeProvider _clock;

    public Connection(RondoClientOptions options)
    {
        if (!options.Server.IsAbsoluteUri || options.Server.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The server's address is an http or https URL, such as http://127.0.0.1:8080; found '{options.Server}'.", nameof(options));
        // A redirected POST would come back as the GET of some page, and look acknowledged.
        _http = options.Handler is { } handler
            ? new HttpClient(handler, disposeHandler: false)
            : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.StartTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(10), UseCookies = false });
        _http.BaseAddress = new Uri(options.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.MaxResponseContentBufferSize = LargestAnswer;
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Rondo.Client", typeof(Connection).Assembly.GetName().Version?.ToString(3)));
        if (options.ApiKey is { Length: > 0 } key) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _timeout = options.RequestTimeout;
        _clock = options.Clock;
    }

    public Uri Server => _http.BaseAddress!;

    public Task<Answer> Get(string path, CancellationToken cancellation) => Send(HttpMethod.Get, path, null, _timeout, cancellation);

    /// <param name="requestId">The id under which the server keeps the request; null lets it choose one.</param>
    public Task<Answer> Post(string path, ReadOnlyMemory<byte> json, CancellationToken cancellation, string? requestId = null) =>
        Send(HttpMethod.Post, path, json, cancellation, requestId);

    public Task<Answer> Send(HttpMethod method, string path, ReadOnlyMemory<byte> json, CancellationToken cancellation, string? requestId = null)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Send(method, path, content, _timeout, cancellation, requestId);
    }

    public async Task<Answer> Put(string path, string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        // 100 kB/s is the slowest line that is still waited for.
        return await Send(HttpMethod.Put, path, content, _timeout + TimeSpan.FromSeconds(stream.Length / 100_000.0), cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, TimeSpan timeout, CancellationToken cancellation, string? requestId = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (requestId is not null) request.Headers.TryAddWithoutValidation("X-Request-Id", requestId);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return Judge(response, body);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Answer.Away($"No answer from {Server} within {timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellation.IsCancellationRequested)
        {
            return Answer.Away($"{Server} can't be reached: {e.GetBaseException().Message}");
        }
    }

    Answer Judge(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var json = Parse(body);
        if (response.IsSuccessStatusCode)
        {
            return json is not null || status == 204 || (body.Length == 0 && response.RequestMessage?.Method != HttpMethod.Post)
                ? new(AnswerKind.Done, status, null, "", body)
                : Answer.Away($"{Server} answered {status} with something that is not its API's JSON: is that the address of the server, and of nothing before it?", status);
        }
        var code = Text(json, "error_code") ?? Text(json, "code");
        var message = Text(json, "message") ?? Text(json, "detail") ?? Text(json, "error") ?? $"HTTP {status} {response.ReasonPhrase}";
        if (Text(json, "hint") is { } hint) message = $"{message} {hint}";
        if (status is 301 or 302 or 303 or 307 or 308) return Answer.Away($"{Server} says that it is at {response.Headers.Location} now: give the client that address.", status);
        if (status is 401) return Answer.Away($"{Server} asks for another API key: {message}", status);
        // A proxy whose server is being replaced says 404 too, but not in the API's words.
        var isAway = status is 408 or 429 or >= 500 || (status is 404 or 405 && code is null);
        return isAway
            ? new(AnswerKind.Away, status, code, $"{Server} answered {status}: {message}", body, PauseOf(response.Headers.RetryAfter))
            : new(AnswerKind.Refused, status, code, message, body);
    }

    TimeSpan? PauseOf(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? header?.Date - _clock.GetUtcNow();
        return pause is not { } wanted ? null
            : wanted < TimeSpan.Zero ? TimeSpan.Zero
            : wanted > _longestPause ? _longestPause
            : wanted;
    }

    static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonObject? json, string name) => json?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
