using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols;

namespace Rondo.Deploy.Tests;

/// <summary>A server on a free port, spoken to over real HTTP.</summary>
sealed class TestHost : IAsyncDisposable
{
    TestHost(ServingServer server, MemoryCatalog catalog)
    {
        (Server, Catalog) = (server, catalog);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public ServingServer Server { get; }

    public MemoryCatalog Catalog { get; }

    public HttpClient Client { get; }

    public static string HouseRow { get; } = """{"area":100.5,"rooms":3,"city":"Köln","garden":true,"built":"1999-05-31","sold":"2020-01-02T03:04:05Z"}""";

    public static string ChurnRow { get; } = """{"tenure":5,"charge":80.25,"plan":"basic"}""";

    public static Task<TestHost> Start(Func<ServingOptions, ServingOptions>? change = null, Func<HostOptions, HostOptions>? changeHost = null) =>
        Start(new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("churn", TrainedModels.Churn).Add("flower", TrainedModels.Flower), change, changeHost);

    public static async Task<TestHost> Start(MemoryCatalog catalog, Func<ServingOptions, ServingOptions>? change = null, Func<HostOptions, HostOptions>? changeHost = null)
    {
        var options = (change ?? (o => o))(new ServingOptions { Port = 0, Setting = _ => null, DrainDelay = TimeSpan.Zero });
        var hostOptions = (changeHost ?? (o => o))(new HostOptions { PollInterval = TimeSpan.FromMilliseconds(20) });
        return new TestHost(await ServingServer.Start(catalog, hostOptions, options), catalog);
    }

    public Task<Answer> Post(string path, string body, string? type = "application/json", params (string Name, string Value)[] headers) =>
        Post(path, Encoding.UTF8.GetBytes(body), type, headers);

    public Task<Answer> Post(string path, byte[] body, string? type = "application/json", params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Send(HttpMethod.Post, path, content, headers);
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) content!.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType, response.Content.Headers);
    }

    /// <summary>Sends bytes as they are and returns whatever comes until the server closes, or in the time given.</summary>
    public async Task<string> SendRaw(string request, double seconds = 5)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // What came so far is the answer.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}

sealed record Answer(HttpStatusCode Status, byte[] Bytes, HttpResponseHeaders Headers, string? Type, HttpContentHeaders ContentHeaders)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonSerializer.Deserialize<JsonNode>(Bytes)!;

    public Answer Is(int status)
    {
        Assert.True((int)Status == status, $"Expected {status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>An error that names this column (or key) in its details.</summary>
    public JsonNode Names(int status, string? column)
    {
        Is(status);
        var details = Json["details"]!.AsArray();
        var detail = details.FirstOrDefault(d => (string?)d!["column"] == column);
        Assert.True(detail is not null, $"No detail names '{column}': {Text}");
        Assert.NotEmpty((string)detail["expected"]!);
        Assert.NotEmpty((string)detail["got"]!);
        return detail;
    }
}
