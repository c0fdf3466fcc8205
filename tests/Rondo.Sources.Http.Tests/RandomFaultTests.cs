using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Tests;

public sealed class RandomFaultTests
{
    private static readonly string[] s_pagings = ["page", "offset", "cursor", "next", "link"];

    [Fact]
    public void Whatever_fails_on_the_way_every_row_comes_once_and_in_order()
    {
        using var server = new FaultyRows();
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Rows, byte Size, byte Paging, int Faults)>(), draw =>
        {
            using var folder = new TempFolder();
            var paging = s_pagings[draw.Paging % s_pagings.Length];
            server.Begin(draw.Rows % 30 + 1, draw.Size % 9 + 1, paging, draw.Faults);
            long[] Read() => Ask.Ids(Ask.Source(("records", "items"), ("paging", paging), ("attempts", 20L)).Fetch(server.Address, Ask.Context(folder.Path), CancellationToken.None).Table);
            var expected = Enumerable.Range(0, draw.Rows % 30 + 1).Select(i => (long)i);

            var isWhole = Read().SequenceEqual(expected);
            var bytes = server.BodyBytes;
            server.Begin(draw.Rows % 30 + 1, draw.Size % 9 + 1, paging, ~draw.Faults);
            return isWhole && Read().SequenceEqual(expected) && server.BodyBytes == bytes;
        }).CheckSeeded();
    }

    [Fact]
    public void Damaged_pages_give_a_table_or_a_mistake_and_never_a_failure()
    {
        var whole = Encoding.UTF8.GetBytes("""{"data":{"items":[{"id":1,"name":"a\u00e9","when":"2026-01-01"},{"id":2.5e3,"name":null,"when":"x"}]},"next":"/rows?page=2"}""");
        var random = new System.Random(7);
        byte[] body = whole;
        using var server = new TestServer((context, server) => server.Send(context, body));
        var refused = 0;

        for (var round = 0; round < 300; round++)
        {
            body = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) body = body[..random.Next(body.Length)];
            try
            {
                Assert.True(Ask.Rows(server.Address, ("records", "data.items"), ("paging", round % 2 == 0 ? "none" : "next"), ("max_pages", 2L)).RowCount > 0);
            }
            catch (RondoException e)
            {
                Assert.All(e.Mistakes, m => Assert.DoesNotContain("rondo-http-", m.ToString(), StringComparison.Ordinal));
                refused++;
            }
        }

        Assert.InRange(refused, 100, 299);
    }

    [Fact]
    public void Thousands_of_small_pages_take_little_memory()
    {
        using var server = TestServer.Of(context =>
        {
            var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
            return page <= 2000 ? $"[{{\"id\":{page}}}]" : "[]";
        });
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal(2000, Ask.Rows(server.Address, ("paging", "page")).RowCount);

        // 4 MB a page would be 8 GB.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    /// <summary>Rows 0 .. n-1 in pages; each page fails by a seeded draw before it succeeds.</summary>
    sealed class FaultyRows : IDisposable
    {
        private readonly Dictionary<string, Queue<int>> _faults = [];
        private (int Rows, int Size, string Paging, int Seed) _now;
        private readonly TestServer _server;

        public FaultyRows() => _server = new TestServer(Answer);

        public string Address => $"{_server.Address}/rows?of={_now.Rows}-{_now.Size}";

        public long BodyBytes => _server.BodyBytes;

        public void Dispose() => _server.Dispose();

        public void Begin(int rows, int size, string paging, int seed)
        {
            _faults.Clear();
            _now = (rows, size, paging, seed);
        }

        async Task Answer(HttpContext context, TestServer server)
        {
            var query = context.Request.Query;
            var start = _now.Paging switch
            {
                "page" => (int.Parse(query["page"]!, null) - 1) * _now.Size,
                _ => query[_now.Paging == "offset" ? "offset" : "cursor"] is [{ } at] ? int.Parse(at, null) : 0,
            };
            var next = start + _now.Size < _now.Rows ? start + _now.Size : (int?)null;
            var ids = Enumerable.Range(start, Math.Max(0, Math.Min(_now.Size, _now.Rows - start)));
            var address = next is null ? null : $"/rows?of={_now.Rows}-{_now.Size}&cursor={next}";
            var body = _now.Paging == "next" ? $"{{\"items\":{Ask.Json(ids)},\"next\":{(next is null ? "null" : $"\"{address}\"")}}}"
                : $"{{\"items\":{Ask.Json(ids)},\"next_cursor\":{next?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}";
            switch (Fault(context.Request.QueryString.Value!))
            {
                case 0: context.Response.StatusCode = 500; return;
                case 1: context.Response.StatusCode = 429; context.Response.Headers.RetryAfter = "3"; return;
                case 2: context.Abort(); return;
                case 3: await TestServer.BreakOff(context, body); return;
                case 4: await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body[..(body.Length / 2)])); return;
                default: break;
            }
            if (_now.Paging == "link" && address is not null) context.Response.Headers.Link = $"<{address}>; rel=next";
            context.Response.Headers.ETag = $"\"{start}\"";
            if (context.Request.Headers.IfNoneMatch == context.Response.Headers.ETag) context.Response.StatusCode = 304;
            else await server.Send(context, body);
        }

        // Two failures in five, until a page has failed three times.
        int Fault(string page)
        {
            if (!_faults.TryGetValue(page, out var faults))
            {
                var random = new System.Random(HashCode(page) ^ _now.Seed);
                _faults[page] = faults = new Queue<int>(Enumerable.Range(0, 3).Select(_ => random.Next(12)).TakeWhile(f => f < 5));
            }
            return faults.TryDequeue(out var fault) ? fault : -1;
        }

        // That of the framework differs from run to run.
        static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
    }
}
