using System.Net.Sockets;
using System.Text;
using Rondo.Deploy.Protocols;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class LimitTests
{
    [Fact]
    public async Task A_body_beyond_the_bound_is_413_whether_it_says_its_length_or_not()
    {
        await using var host = await Start(o => o with { MaxBody = 1000 });
        (await host.Post("/models/churn/predict", new string(' ', 2000))).Is(413);
        var chunk = new string(' ', 0x7d0);
        Assert.StartsWith("HTTP/1.1 413", await host.SendRaw($"POST /models/churn/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n{chunk}\r\n0\r\n\r\n"), StringComparison.Ordinal);
        var content = new StreamContent(new MemoryStream(new byte[200_000]), 1000);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        (await host.Send(HttpMethod.Post, "/models/churn/predict", content, ("Transfer-Encoding", "chunked"))).Is(413);
        (await host.Post("/models/churn/predict", ChurnRow)).Is(200);
    }

    [Fact]
    public async Task More_rows_than_allowed_are_413()
    {
        await using var host = await Start(o => o with { MaxRows = 3 });
        (await host.Post("/models/churn/predict", Rows(3))).Is(200);
        (await host.Post("/models/churn/predict", Rows(4))).Is(413);

        static string Rows(int count) => $$"""{"rows":[{{string.Join(',', Enumerable.Repeat(ChurnRow, count))}}]}""";
    }

    [Fact]
    public async Task Beyond_the_rate_callers_are_told_when_to_come_back()
    {
        await using var host = await Start(o => o with { RateLimit = 2 });
        var answers = new List<Answer>();
        for (var i = 0; i < 6; i++) answers.Add(await host.Post("/models/churn/predict", ChurnRow));
        Assert.Contains(answers, a => (int)a.Status == 200);
        var refused = answers.First(a => (int)a.Status == 429);
        Assert.NotEmpty(refused.Headers.GetValues("Retry-After"));
        (await host.Get("/health/live")).Is(200);
    }

    [Fact]
    public async Task Beyond_the_concurrency_callers_are_told_to_come_back()
    {
        await using var host = await Start(o => o with { Concurrency = 1 });
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", host.Server.Address.Port);
        await slow.GetStream().WriteAsync("POST /models/churn/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"u8.ToArray());
        Answer answer;
        var patience = 100;
        do
        {
            await Task.Delay(20);
            answer = await host.Post("/models/churn/predict", ChurnRow);
        }
        while ((int)answer.Status == 200 && patience-- > 0);
        Assert.NotEmpty(answer.Is(503).Headers.GetValues("Retry-After"));
        (await host.Get("/health/ready")).Is(200);
        slow.Close();
        for (patience = 100; patience > 0 && (int)answer.Status != 200; patience--) answer = await host.Post("/models/churn/predict", ChurnRow);
        answer.Is(200);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up_after_the_timeout()
    {
        await using var host = await Start(o => o with { Timeout = TimeSpan.FromSeconds(0.5) });
        var answer = await host.SendRaw("POST /models/churn/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{", 3);
        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_nobody_else_comes_in_but_probes()
    {
        await using var host = await Start(o => o with { Keys = ApiKeys.Parse(["# ours", "a-key-of-enough-letters", "sha256:" + new string('a', 64)], "keys") });
        (await host.Post("/models/churn/predict", ChurnRow)).Is(401);
        (await host.Post("/models/churn/predict", ChurnRow, "application/json", ("Authorization", "Bearer another-key-of-letters"))).Is(401);
        (await host.Post("/models/churn/predict", ChurnRow, "application/json", ("Authorization", "Bearer a-key-of-enough-letters"))).Is(200);
        (await host.Post("/models/churn/predict", ChurnRow, "application/json", ("X-Api-Key", "a-key-of-enough-letters"))).Is(200);
        (await host.Get("/models")).Is(401);
        (await host.Get("/metrics")).Is(401);
        (await host.Get("/health/live")).Is(200);
        (await host.Get("/health/ready")).Is(200);
        (await host.Get("/nothing")).Is(401);
    }

    [Fact]
    public async Task Without_keys_other_sites_pages_are_refused()
    {
        await using var host = await Start();
        (await host.Post("/models/churn/predict", ChurnRow, "application/json", ("Origin", "https://evil.example"))).Is(403);
        (await host.Get("/models", ("Host", "evil.example"), ("Sec-Fetch-Site", "same-origin"))).Is(403);
        (await host.Get("/models", ("Sec-Fetch-Site", "cross-site"))).Is(403);
        (await host.Get("/models", ("Sec-Fetch-Site", "none"))).Is(200);
    }

    [Theory]
    [InlineData("POST /models/churn/predict HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "400")]
    [InlineData("POST /models/churn/predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -2\r\n\r\n{}", "400")]
    [InlineData("POST /models/%00/predict HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", "400")]
    [InlineData("POST /models/../../etc/passwd/predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", "404")]
    public async Task Requests_that_are_no_http_are_refused_and_the_process_lives(string request, string status)
    {
        await using var host = await Start();
        Assert.StartsWith($"HTTP/1.1 {status}", await host.SendRaw(request), StringComparison.Ordinal);
        (await host.Post("/models/churn/predict", ChurnRow)).Is(200);
    }

    [Fact]
    public async Task A_body_in_pieces_is_read_whole()
    {
        await using var host = await Start();
        var body = Encoding.UTF8.GetBytes($$"""{"rows":[{{string.Join(',', Enumerable.Repeat(ChurnRow, 2000))}}]}""");
        var content = new StreamContent(new MemoryStream(body), 777);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        Assert.Equal(2000, (await host.Send(HttpMethod.Post, "/models/churn/predict", content, ("Transfer-Encoding", "chunked"))).Is(200).Json["predictions"]!.AsArray().Count);
    }
}
