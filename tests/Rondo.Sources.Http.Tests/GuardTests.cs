using System.Net;
using Microsoft.AspNetCore.Http;

namespace Rondo.Sources.Http.Tests;

public sealed class GuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.1", "loopback")]
    [InlineData("2130706433", "loopback")]
    [InlineData("0x7f000001", "loopback")]
    [InlineData("0x7f.0.0.1", "loopback")]
    [InlineData("017700000001", "loopback")]
    [InlineData("0177.0.0.1", "loopback")]
    [InlineData("localhost", "loopback")]
    [InlineData("[::1]", "loopback")]
    [InlineData("[::ffff:127.0.0.1]", "loopback")]
    [InlineData("[::ffff:7f00:1]", "loopback")]
    [InlineData("[64:ff9b::7f00:1]", "loopback")]
    [InlineData("[2002:7f00:1::]", "loopback")]
    [InlineData("[::127.0.0.1]", "loopback")]
    [InlineData("0.0.0.0", "this network")]
    [InlineData("0", "this network")]
    [InlineData("[::]", "no address")]
    [InlineData("10.1.2.3", "private")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.168.178.1", "private")]
    [InlineData("[fc00::1]", "private")]
    [InlineData("[fd00:ec2::254]", "private")]
    [InlineData("100.64.0.1", "carrier-grade")]
    [InlineData("169.254.169.254", "credentials")]
    [InlineData("[::ffff:169.254.169.254]", "credentials")]
    [InlineData("2852039166", "credentials")]
    [InlineData("169.254.1.1", "link-local")]
    [InlineData("[fe80::1]", "link-local")]
    [InlineData("192.0.2.7", "documentation")]
    [InlineData("198.18.0.1", "benchmarks")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("[ff02::1]", "multicast")]
    [InlineData("255.255.255.255", "reserved")]
    public void An_address_that_is_not_public_is_refused_however_it_is_written(string host, string kind)
    {
        var mistake = Ask.Mistake($"http://{host}:1/rows?token=sesame-open-up", ("allow_private", false));

        Assert.Equal("address_refused", mistake.Code);
        Assert.Contains(kind, mistake.Message, StringComparison.Ordinal);
        Assert.Contains("allow_private: true", mistake.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_server_gets_no_connection()
    {
        using var server = new Listener();

        foreach (var host in (string[])["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
            Assert.Equal("address_refused", Ask.Mistake($"http://{host}:{server.Port}/", ("allow_private", false)).Code);

        Assert.False(server.WasReached);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("8.8.8.8", "::ffff:10.0.0.1")]
    public void A_public_name_that_leads_to_a_private_address_is_refused(params string[] addresses)
    {
        using var server = new Listener();
        var asked = new List<string>();
        var source = Ask.Source(("allow_private", false)) with
        {
            Resolve = (host, _) =>
            {
                asked.Add(host);
                return Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
            },
        };

        Assert.Equal("address_refused", Ask.Mistake(source, $"http://api.example.org:{server.Port}/").Code);
        Assert.Equal(["api.example.org"], asked);
        Assert.False(server.WasReached);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/latest/meta-data/")]
    [InlineData("//[::ffff:10.0.0.1]/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://public.example:{0}/")]
    public void A_redirect_into_a_private_network_is_refused_even_from_an_allowed_server(string target)
    {
        using var hidden = new Listener();
        using var server = Redirecting(context => context.Request.Path == "/2" ? string.Format(null, target, hidden.Port) : "/2");
        // What a name server may answer once the first check is over.
        var source = Ask.Source() with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) };

        var mistake = Ask.Mistake(source, $"{server.Address}/1");

        Assert.Equal("address_refused", mistake.Code);
        Assert.Equal(2, server.Requests.Count);
        Assert.False(hidden.WasReached);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "redirect_refused", "'file:'")]
    [InlineData("ftp://example.org/rows", "redirect_refused", "'ftp:'")]
    [InlineData("gopher://127.0.0.1:6379/_FLUSHALL", "redirect_refused", "'gopher:'")]
    [InlineData("data:application/json,[]", "redirect_refused", "'data:'")]
    [InlineData(null, "redirect_refused", "nowhere")]
    public void A_redirect_out_of_the_web_is_refused(string? target, string code, string words)
    {
        using var server = Redirecting(_ => target);

        var mistake = Ask.Mistake(server.Address);

        Assert.Equal(code, mistake.Code);
        Assert.Contains(words, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirects_are_bounded()
    {
        using var server = Redirecting(context => $"/{context.Request.Path.Value!.Length}{context.Request.Path.Value}");

        Assert.Equal("redirect_refused", Ask.Mistake(server.Address).Code);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public void Headers_go_to_their_own_server_alone()
    {
        using var other = TestServer.Of(_ => "[{\"id\":1}]");
        using var server = Redirecting(context => context.Request.Path == "/away" ? $"{other.Address}/rows" : "/away");

        Ask.Rows($"{server.Address}/start", ("headers", Ask.Map(("Authorization", "Bearer sesame"), ("X-Api-Key", "sesame"))));

        Assert.All(server.Requests, r => Assert.Equal(("Bearer sesame", "sesame"), (r.Headers["Authorization"], r.Headers["X-Api-Key"])));
        Assert.Equal(["/start", "/away"], server.Requests.Select(r => r.Path));
        Assert.DoesNotContain(Assert.Single(other.Requests).Headers, h => h.Value.Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public void A_next_page_at_another_server_is_refused_when_headers_are_sent()
    {
        using var other = TestServer.Of(_ => """{"items":[{"id":2}]}""");
        using var server = TestServer.Of(_ => $$"""{"items":[{"id":1}],"next":"{{other.Address}}/rows"}""");
        (string, object?)[] words = [("records", "items"), ("paging", "next")];

        Assert.Equal("foreign_page", Ask.Mistake(server.Address, [.. words, ("headers", Ask.Map(("X-Api-Key", "sesame")))]).Code);
        Assert.Empty(other.Requests);
        Assert.Equal([1L, 2], Ask.Ids(Ask.Rows(server.Address, words)));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1/")]
    public void A_next_page_out_of_the_web_is_refused(string next)
    {
        using var server = TestServer.Of(_ => $$"""{"items":[{"id":1}],"next":"{{next}}"}""");

        Assert.Equal("redirect_refused", Ask.Mistake(server.Address, ("records", "items"), ("paging", "next")).Code);
    }

    [Theory]
    [InlineData("X-Key", "a\r\nHost: inner")]
    [InlineData("X-Key", "a\nb")]
    [InlineData("X-Key", "a\0b")]
    [InlineData("X-Key", "schlüssel")]
    [InlineData("X-Key: a\r\nY", "b")]
    [InlineData("X Key", "b")]
    [InlineData("", "b")]
    [InlineData("Host", "inner")]
    [InlineData("content-length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    public void A_header_that_would_be_another_is_refused(string name, string value)
    {
        var mistake = Ask.Mistake("http://127.0.0.1:1/", ("headers", Ask.Map((name, value))));

        Assert.Equal(("bad_header", "headers"), (mistake.Code, mistake.Field));
        Assert.DoesNotContain("inner", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("http://exa mple.org/")]
    [InlineData("http://example.org/\r\nX: y")]
    [InlineData("http://:80/")]
    public void A_malformed_address_is_refused_and_not_shown(string address) =>
        Assert.Equal(("bad_address", "The address is malformed."), (Ask.Mistake(address).Code, Ask.Mistake(address).Message));

    [Fact]
    public void User_information_becomes_a_header_and_is_shown_nowhere()
    {
        using var server = new TestServer((context, _) =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        var mistake = Ask.Mistake(server.Address.Replace("://", "://ada:op%40en@", StringComparison.Ordinal));

        Assert.Equal("Basic YWRhOm9wQGVu", Assert.Single(server.Requests).Headers["Authorization"]);
        Assert.DoesNotContain("ada", mistake.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("op", mistake.Message.Split(' ')[0][7..], StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_put_in_at_use_and_stay_out_of_the_kept_files()
    {
        using var folder = new TempFolder();
        using var server = new TestServer((context, server) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            return server.Send(context, """{"items":[{"id":1}],"echo":"open-sesame-1"}""");
        });
        var context = Ask.Context(folder.Path) with { Expand = text => text.Replace("${TOKEN}", "open-sesame-1", StringComparison.Ordinal) };

        Ask.Source(("records", "items"), ("headers", Ask.Map(("Authorization", "Bearer ${TOKEN}")))).Fetch($"{server.Address}/?key=open-sesame-1", context, CancellationToken.None);

        Assert.Equal("Bearer open-sesame-1", Assert.Single(server.Requests).Headers["Authorization"]);
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(3, files.Length);
        Assert.All(files, f => Assert.DoesNotContain("sesame", Path.GetFileName(f) + File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_s_proxy_is_used_when_asked_for_alone()
    {
        using var proxy = new Listener();
        using var server = TestServer.Of(_ => "[{\"id\":1}]");
        Environment.SetEnvironmentVariable("http_proxy", $"http://127.0.0.1:{proxy.Port}");
        try
        {
            Assert.Equal(1, Ask.Rows(server.Address).RowCount);
            Assert.False(proxy.WasReached);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", null);
        }
    }

    static TestServer Redirecting(Func<HttpContext, string?> to) => new((context, _) =>
    {
        context.Response.StatusCode = 302;
        if (to(context) is { } target) context.Response.Headers.Location = target;
        return Task.CompletedTask;
    });
}
