using System.Net;
using System.Text;

namespace Rondo.Server.Tests.Access;

/// <summary>A server on this machine, without accounts.</summary>
public sealed class LocalTests
{
    const string Me = "/api/v1/me";

    [Fact]
    public async Task A_program_on_this_machine_needs_nothing()
    {
        await using var server = await TestServer.Start();
        var me = await server.Program.GetAsync(Me).Json();
        Assert.Equal("local", (string?)me["via"]);
        Assert.Equal(["read", "log", "deploy", "admin"], me["permissions"]!.AsArray().Select(p => (string?)p));
    }

    [Fact]
    public async Task A_browser_is_let_in_by_the_start_address_alone()
    {
        await using var server = await TestServer.Start();
        var browser = new Browser(server);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Get(Me).Status());
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Get("/?token=guessed").Status());

        var opened = await browser.OpenStart(server);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (opened.StatusCode, opened.Headers.Location!.ToString()));
        var cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Equal("local", (string?)(await browser.Get(Me).Json())["via"]);
    }

    [Fact]
    public async Task The_start_token_leaves_the_address_and_leads_nowhere_else()
    {
        await using var server = await TestServer.Start();
        var token = server.Server.StartAddress.Query;
        Assert.Equal("/runs?sort=a", (await server.Program.GetAsync($"/runs{token}&sort=a")).Headers.Location!.ToString());
        var answer = await server.SendRaw($"GET //evil.example/{token} HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nConnection: close\r\n\r\n");
        Assert.Contains("Location: /evil.example/", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("localhost.evil.example:PORT")]
    [InlineData("10.0.0.1:PORT")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.Forbidden, await Get(server, ("Host", Fill(host, server))));
    }

    [Theory]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("localhost:PORT")]
    [InlineData("LOCALHOST:PORT")]
    [InlineData("[::1]:PORT")]
    public async Task The_names_of_this_machine_are_taken(string host)
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.OK, await Get(server, ("Host", Fill(host, server))));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "https://127.0.0.1:PORT")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    public async Task A_page_of_another_site_and_a_proxy_are_refused(string header, string value)
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.Forbidden, await Get(server, (header, Fill(value, server))));
    }

    [Fact]
    public async Task A_link_from_another_site_opens_a_page_but_does_not_post()
    {
        await using var server = await TestServer.Start();
        (string, string)[] visit = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        // Through the rules, to where the session is asked for.
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(server, visit));
        Assert.Equal(HttpStatusCode.Forbidden, await Get(server, [.. visit[..2], ("Sec-Fetch-Dest", "iframe")]));
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users") { Content = new StringContent("{}", null, "application/json") };
        foreach (var (name, value) in visit) post.Headers.Add(name, value);
        Assert.Equal(HttpStatusCode.Forbidden, await server.Program.SendAsync(post).Status());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task What_a_page_may_send_unasked_is_no_request_of_the_API(string? type)
    {
        await using var server = await TestServer.Start();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"eve","role":"admin","password":"a few good words"}"""));
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await server.Program.PostAsync("/api/v1/users", content).Json(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal("unsupported_media_type", (string?)answer["code"]);
        Assert.Empty(server.Workspace.Users.List());
    }

    [Fact]
    public async Task A_browsers_change_needs_the_pages_token()
    {
        await using var server = await TestServer.Start();
        var browser = new Browser(server);
        await browser.OpenStart(server);
        var user = new { name = "bob", role = "viewer", password = "a few good words" };
        var token = browser.Token;

        browser.Token = null;
        Assert.Equal("forgery_token_missing", (string?)(await browser.Post("/api/v1/users", user).Json(HttpStatusCode.BadRequest))["code"]);
        browser.Token = "made up";
        Assert.Equal(HttpStatusCode.BadRequest, await browser.Post("/api/v1/users", user).Status());
        browser.Token = token;
        Assert.Equal(HttpStatusCode.Created, await browser.Post("/api/v1/users", user).Status());
    }

    static string Fill(string text, TestServer server) => text.Replace("PORT", $"{server.Address.Port}", StringComparison.Ordinal);

    static Task<HttpStatusCode> Get(TestServer server, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Me);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return server.Program.SendAsync(request).Status();
    }
}
