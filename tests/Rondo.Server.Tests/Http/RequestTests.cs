using System.Net;
using System.Text;

namespace Rondo.Server.Tests.Http;

/// <summary>What holds for every request, whatever its route.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task An_unknown_path_and_a_wrong_verb_are_told_in_JSON()
    {
        await using var server = await TestServer.Start();
        var unknown = await server.Program.GetAsync("/api/v1/nothing").Json(HttpStatusCode.NotFound);
        Assert.Equal("unknown_route", (string?)unknown["code"]);
        Assert.NotNull((string?)unknown["request_id"]);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/me");
        var wrong = await server.Program.SendAsync(request);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET"), (wrong.StatusCode, string.Join(',', wrong.Content.Headers.Allow)));
        Assert.Equal("application/json", wrong.Content.Headers.ContentType!.MediaType);
        var mlflow = await server.Program.GetAsync("/api/2.0/mlflow/nothing/there").Json(HttpStatusCode.NotFound);
        Assert.Equal("ENDPOINT_NOT_FOUND", (string?)mlflow["error_code"]);
    }

    [Fact]
    public async Task Browsers_are_told_what_a_page_may_do()
    {
        await using var server = await TestServer.Start();
        foreach (var path in (string[])["/health/live", "/api/v1/me", "/nothing"])
        {
            var answer = await server.Program.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal(("nosniff", "same-origin"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single()));
            Assert.NotEmpty(answer.Headers.GetValues("X-Request-Id"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("""{"name":1,"role":"viewer","password":"a few good words"}""")]
    [InlineData("""{"name":null,"role":"viewer","password":"a few good words"}""")]
    [InlineData("""{"name":"bob","role":"viewer"}""")]
    [InlineData("""{"name":"bob","role":"king","password":"a few good words"}""")]
    [InlineData("""{"name":"bob","role":"viewer","password":"a few good words","more":1}""")]
    [InlineData("{\"name\":\"\u00ff\u00fe\"}")]
    public async Task A_body_that_is_not_what_is_expected_is_the_callers_mistake(string body)
    {
        await using var server = await TestServer.Start();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var answer = await server.Program.PostAsync("/api/v1/users", content).Json(HttpStatusCode.BadRequest);
        Assert.DoesNotContain("Rondo.Server", (string?)answer["error"], StringComparison.Ordinal);
        Assert.Empty(server.Workspace.Users.List());
    }

    [Fact]
    public async Task Deep_JSON_is_refused()
    {
        await using var server = await TestServer.Start();
        using var content = new StringContent(new string('[', 20_000), null, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, await server.Program.PostAsync("/api/v1/users", content).Status());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_named_so_with_and_without_a_length()
    {
        await using var server = await TestServer.Start(o => o with { MaxBody = 100_000 });
        using var known = new StringContent(new string(' ', 200_000), null, "application/json");
        var answer = await server.Program.PostAsync("/api/v1/users", known).Json(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("body_too_large", (string?)answer["code"]);
        var chunk = $"{4096:x}\r\n{new string(' ', 4096)}\r\n";
        var raw = await server.SendRaw(
            $"POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 40)));
        Assert.StartsWith("HTTP/1.1 413", raw, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Program.GetAsync("/health/ready").Status());
    }

    [Theory]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3")]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: gzip")]
    public async Task Unclear_lengths_are_refused_and_end_the_connection(string header)
    {
        await using var server = await TestServer.Start();
        var answer = await server.SendRaw(
            $"POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nContent-Type: application/json\r\n{header}\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (400|413|501)", answer);
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Program.GetAsync("/health/live").Status());
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up()
    {
        await using var server = await TestServer.Start();
        var answer = await server.SendRaw(
            $"POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{", TimeSpan.FromSeconds(30));
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_ours_tells_no_details_and_is_in_the_log_under_the_requests_id()
    {
        await using var server = await TestServer.Start();
        server.Workspace.Dispose();
        var answer = await server.Program.GetAsync("/api/v1/users");
        Assert.True((int)answer.StatusCode is 500 or 503, answer.StatusCode.ToString());
        var body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("X-Request-Id").Single(), server.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_count_by_route_and_not_by_what_callers_make_up()
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < 3; i++) await server.Program.GetAsync("/api/v1/me");
        await server.Program.GetAsync("/made/up");
        var text = await server.Program.GetStringAsync("/metrics");
        Assert.Contains("rondo_http_requests_total{method=\"GET\",route=\"/api/v1/me\",status=\"200\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_http_request_seconds_bucket{method=\"GET\",route=\"/api/v1/me\",le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/made/up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_routes_are_described()
    {
        await using var server = await TestServer.Start();
        var document = await server.Program.GetAsync("/openapi.json").Json();
        Assert.Contains(document["paths"]!.AsObject(), path => path.Key == "/api/v1/users");
    }

    [Theory]
    [InlineData(0, "HTTP/1.1 201")]
    [InlineData(10, "HTTP/1.1 503")]
    public async Task Stopping_lets_a_request_end_that_has_come_in_full(int missing, string expected)
    {
        await using var server = await TestServer.Start();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        var stream = socket.GetStream();
        var body = """{"name":"bob","role":"viewer","password":"a few good words"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body[..^missing]}"));
        // Hashing the password may be under way or done by then.
        await Task.Delay(300);
        using var stop = new CancellationTokenSource();
        var running = server.Server.Run(stop.Token);
        stop.Cancel();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        var answer = new byte[expected.Length];
        try
        {
            await stream.ReadExactlyAsync(answer);
            Assert.Equal(expected, Encoding.ASCII.GetString(answer));
        }
        catch (IOException) when (missing > 0)
        {
            // Where the answer and the end of the connection came at once, the end may win; nothing was kept either way.
        }
        Assert.Equal(missing == 0, server.Workspace.Users.Find("bob") is not null);
    }
}
