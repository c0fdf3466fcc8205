using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Rondo.Server.Tests;

/// <summary>Behaves as a browser does: keeps cookies, says where a request comes from, sends forms.</summary>
sealed partial class Browser : DelegatingHandler
{
    readonly HttpClient _client;

    public Browser(TestServer server)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Origin = server.Address.GetLeftPart(UriPartial.Authority);
        _client = server.Client(this);
    }

    public string Origin { get; }

    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>What the page's forms and scripts send along.</summary>
    public string? Token { get; set; }

    public Task<HttpResponseMessage> Get(string path) => _client.GetAsync(path);

    public Task<HttpResponseMessage> Post(string path, object body) => _client.PostAsJsonAsync(path, body);

    public async Task<HttpResponseMessage> PostForm(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await (await Get(page)).Content.ReadAsStringAsync();
        // Of several forms on a page the one that goes there.
        var at = Math.Max(0, html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal));
        var end = html.IndexOf("</form>", at, StringComparison.Ordinal);
        var hidden = HiddenField().Matches(end < 0 ? html : html[at..end]).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))).Where(h => fields.All(f => f.Name != h.Key));
        return await _client.PostAsync(action, new FormUrlEncodedContent([.. hidden, .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]));
    }

    public Task<HttpResponseMessage> SignIn(string name, string password) => PostForm("/signin", "/signin", ("name", name), ("password", password));

    /// <summary>Opens the address that the server printed, and reads the token that changes need.</summary>
    public async Task<HttpResponseMessage> OpenStart(TestServer server)
    {
        var answer = await Get(server.Server.StartAddress.PathAndQuery);
        await ReadToken();
        return answer;
    }

    public async Task ReadToken() => Token = (string?)(await Get("/api/v1/me").Json())["csrf_token"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (request.Method != HttpMethod.Get) request.Headers.Add("Origin", Origin);
        if (request.Method != HttpMethod.Get && Token is not null) request.Headers.Add("X-CSRF", Token);
        if (request.RequestUri!.AbsolutePath is "/" or "/signin") request.Headers.Add("Accept", "text/html");
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set)) foreach (var cookie in set) Keep(cookie);
        return answer;
    }

    void Keep(string cookie)
    {
        var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..].Split(';')[0]);
        if (value.Length == 0) Cookies.Remove(name);
        else Cookies[name] = value;
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)"( /)?>""")]
    private static partial Regex HiddenField();
}
