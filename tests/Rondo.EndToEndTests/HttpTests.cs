using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.EndToEndTests;

public sealed class HttpTests
{
    private const string Token = "open-sesame-4711";

    [Fact]
    public void A_paged_API_is_learnt_from_and_fetched_once()
    {
        using var rondo = new RondoProcess();
        using var server = new PagedApi();
        rondo.Write("rondo.yaml", Spec(server.Address, allowPrivate: true));
        var environment = new Dictionary<string, string> { ["API_TOKEN"] = Token };

        var first = rondo.Run(environment, "run", "--output", "json");
        var bytes = server.BodyBytes;
        var second = rondo.Run(environment, "run", "--output", "json");

        Assert.True(first.Code == 0, first.ToString());
        Assert.True(second.Code == 0, second.ToString());
        Assert.Equal(PagedApi.Rows, first.Json.GetProperty("rows").GetProperty("train").GetInt32() + first.Json.GetProperty("rows").GetProperty("test").GetInt32());
        Assert.Equal(first.Json.GetProperty("data_hash").GetString(), second.Json.GetProperty("data_hash").GetString());
        Assert.Equal(first.Json.GetProperty("model_hash").GetString(), second.Json.GetProperty("model_hash").GetString());
        Assert.Equal((2, bytes), (server.Failures, server.BodyBytes));
        Assert.All(server.Authorizations, a => Assert.Equal($"Bearer {Token}", a));
        foreach (var file in Directory.EnumerateFiles(rondo.Folder, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Token)) < 0, $"The secret stands in {file}.");
    }

    [Fact]
    public void A_server_of_this_machine_is_refused_and_not_reached()
    {
        using var rondo = new RondoProcess();
        using var server = new PagedApi();
        rondo.Write("rondo.yaml", Spec(server.Address, allowPrivate: false));

        var ended = rondo.Run(new Dictionary<string, string> { ["API_TOKEN"] = Token }, "run", "--output", "json");

        Assert.Equal(2, ended.Code);
        var error = ended.Json.GetProperty("error");
        Assert.Equal("address_refused", error.GetProperty("code").GetString());
        Assert.Contains("allow_private", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal("prepare.source", error.GetProperty("field").GetString());
        Assert.Empty(server.Authorizations);
        Assert.DoesNotContain(Token, ended.ToString(), StringComparison.Ordinal);
    }

    static string Spec(string address, bool allowPrivate) => $$"""
        name: api
        define: { target: y }
        prepare:
          source:
            from: {{address}}/v1/rows
            headers: { Authorization: "Bearer ${API_TOKEN}" }
            records: data.items
            paging: page
            allow_private: {{(allowPrivate ? "true" : "false")}}
        train: { models: [ridge] }
        """;

    /// <summary>Four pages of rows with tags, behind two failures.</summary>
    sealed class PagedApi : IDisposable
    {
        public const int Rows = 200;

        private readonly HttpListener _listener = new();
        private int _failures;

        public PagedApi()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }
            _listener.Prefixes.Add($"{Address}/");
            _listener.Start();
            _ = Task.Run(Serve);
        }

        public string Address { get; }

        public ConcurrentQueue<string?> Authorizations { get; } = new();

        public int Failures => Math.Min(_failures, 2);

        public long BodyBytes { get; private set; }

        public void Dispose() => _listener.Close();

        async Task Serve()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                Authorizations.Enqueue(context.Request.Headers["Authorization"]);
                var page = int.Parse(context.Request.QueryString["page"]!, null);
                var tag = $"\"page-{page}\"";
                context.Response.AddHeader("ETag", tag);
                context.Response.StatusCode = page == 2 && _failures++ < 2 ? 500 : context.Request.Headers["If-None-Match"] == tag ? 304 : 200;
                var body = Encoding.UTF8.GetBytes($"{{\"data\":{{\"items\":[{string.Join(',', Enumerable.Range((page - 1) * 60, 60).Where(i => i < Rows).Select(Row))}]}}}}");
                if (context.Response.StatusCode != 200) body = [];
                BodyBytes += body.Length;
                context.Response.ContentType = "application/json";
                if (context.Response.StatusCode != 304) context.Response.Close(body, willBlock: true);
                else context.Response.Close();
            }
        }

        static string Row(int i) => FormattableString.Invariant($"{{\"id\":{i},\"x\":{i * 37 % 101},\"city\":\"{"abc"[i % 3]}\",\"y\":{(i * 37 % 101 * 2) + (i % 3 * 50) + (i * 13 % 7)}}}");
    }
}
