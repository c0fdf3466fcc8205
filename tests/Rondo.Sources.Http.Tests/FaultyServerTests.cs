using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Engine.Data;

namespace Rondo.Sources.Http.Tests;

public sealed class FaultyServerTests
{
    [Fact]
    public void A_faulty_paged_server_delivers_every_row_once_and_nothing_the_second_time()
    {
        using var folder = new TempFolder();
        var faults = new Dictionary<string, Queue<string>> { ["2"] = new(["500", "500"]), ["3"] = new(["reset"]), ["4"] = new(["cut"]) };
        using var server = new TestServer(async (context, server) =>
        {
            var page = context.Request.Query["page"].ToString();
            var ids = Enumerable.Range((int.Parse(page, CultureInfo.InvariantCulture) - 1) * 100, page is "6" ? 0 : 100);
            if (faults.TryGetValue(page, out var left) && left.TryDequeue(out var fault))
            {
                if (fault == "500") context.Response.StatusCode = 500;
                if (fault == "reset") context.Abort();
                if (fault == "cut") await TestServer.BreakOff(context, Ask.Json(ids));
                return;
            }
            context.Response.Headers.ETag = $"\"page-{page}\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == context.Response.Headers.ETag ? 304 : 200;
            if (context.Response.StatusCode == 200) await server.Send(context, Ask.Json(ids));
        });
        Table Read() => Ask.Source(("paging", "page")).Fetch(server.Address, Ask.Context(folder.Path), CancellationToken.None).Table;

        var first = Read();
        var (bytes, requests) = (server.BodyBytes, server.Requests.Count);
        var second = Read();

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), Ask.Ids(first));
        Assert.Equal(Ask.Ids(first), Ask.Ids(second));
        Assert.Equal(6 + 4, requests);
        Assert.Equal(6, server.Requests.Count - requests);
        Assert.Equal(0, server.BodyBytes - bytes);
    }

    [Fact]
    public void Waits_grow_and_a_server_that_asks_for_a_time_gets_it()
    {
        var now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var clock = new PatientClock(now);
        var answers = new Queue<string?>([null, null, "7", now.AddSeconds(20).ToString("r")]);
        using var server = new TestServer((context, server) =>
        {
            if (!answers.TryDequeue(out var wait)) return server.Send(context, "[{\"id\":1}]");
            context.Response.StatusCode = wait is null ? 502 : 429;
            context.Response.Headers.RetryAfter = wait;
            return Task.CompletedTask;
        });

        Ask.Source().Fetch(server.Address, Ask.Context(clock: clock), CancellationToken.None);

        Assert.Equal(4, clock.Waits.Count);
        Assert.InRange(clock.Waits[0].TotalSeconds, 0.1, 4);
        Assert.InRange(clock.Waits[1].TotalSeconds, 0.1, 8);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(20)], clock.Waits[2..]);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void Attempts_are_bounded(int status)
    {
        using var server = new TestServer((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var mistake = Ask.Mistake(server.Address, ("attempts", 3L));

        Assert.Equal("source_unreachable", mistake.Code);
        Assert.Contains($"3 attempts: it answers {status}", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void A_server_that_asks_for_too_long_a_wait_is_not_waited_for()
    {
        using var server = new TestServer((context, _) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "86400";
            return Task.CompletedTask;
        });

        Assert.Contains("86400 s", Ask.Mistake(server.Address).Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_server_that_drips_is_given_up()
    {
        using var server = new TestServer(async (context, _) =>
        {
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await Task.Delay(50, context.RequestAborted);
            }
        });

        var mistake = Ask.Mistake(server.Address, ("timeout_seconds", 2.0), ("attempts", 1L));

        Assert.Equal("source_unreachable", mistake.Code);
        Assert.Matches("in 1 attempt: only [0-9]+ bytes came from it in [0-9]+ s", mistake.Message);
    }

    [Fact]
    public void A_refusal_with_a_time_to_come_back_is_a_wait()
    {
        var clock = new PatientClock();
        using var server = new TestServer((context, server) =>
        {
            if (server.Requests.Count > 1) return server.Send(context, "[{\"id\":1}]");
            context.Response.StatusCode = 403;
            context.Response.Headers.RetryAfter = "9";
            return Task.CompletedTask;
        });

        Assert.Equal(1, Ask.Source().Fetch(server.Address, Ask.Context(clock: clock), CancellationToken.None).Table.RowCount);
        Assert.Equal([TimeSpan.FromSeconds(9)], clock.Waits);
    }

    [Theory]
    [InlineData(401, "unauthorized", "Authorization")]
    [InlineData(403, "forbidden", "token")]
    [InlineData(404, "not_found", "path")]
    [InlineData(410, "not_found", "path")]
    [InlineData(418, "http_status", null)]
    public void A_refusal_is_named_and_not_asked_again(int status, string code, string? hint)
    {
        using var server = new TestServer((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var mistake = Ask.Mistake($"{server.Address}/v1/orders?key=sesame-open-up");

        Assert.Equal(code, mistake.Code);
        if (hint is not null) Assert.Contains(hint, mistake.Hint, StringComparison.Ordinal);
        Assert.Contains("/v1/orders?key=***", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", mistake.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_silent_server_is_given_up()
    {
        using var server = new TestServer((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

        var mistake = Ask.Mistake(server.Address, ("timeout_seconds", 0.2), ("attempts", 2L));

        Assert.Equal("source_unreachable", mistake.Code);
        Assert.Contains("in 2 attempts: nothing came from it for 0.2 s", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var nowhere = Ask.Source() with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };

        Assert.Contains("refuses connections", Ask.Mistake($"http://127.0.0.1:{port}").Message, StringComparison.Ordinal);
        Assert.Equal("unknown_host", Ask.Mistake(nowhere, "http://no-such-server.example/").Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compressed_bodies_are_read_and_broken_off_ones_asked_for_again(bool breaksOff)
    {
        var text = Ask.Json(Enumerable.Range(0, 1000));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        using var server = new TestServer((context, server) =>
        {
            Assert.Contains("gzip", context.Request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
            context.Response.Headers.ContentEncoding = "gzip";
            // A whole message of HTTP, half a stream of gzip.
            return server.Send(context, breaksOff && server.Requests.Count == 1 ? packed.ToArray()[..((int)packed.Length / 2)] : packed.ToArray());
        });

        Assert.Equal(1000, Ask.Rows(server.Address).RowCount);
        Assert.Equal(breaksOff ? 2 : 1, server.Requests.Count);
    }

    [Fact]
    public void A_cancelled_run_stops_at_once()
    {
        using var stop = new CancellationTokenSource(200);
        using var server = new TestServer((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => Ask.Source().Fetch(server.Address, Ask.Context(), stop.Token));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }
}
