using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests;

/// <summary>A server on a free port over a workspace of its own, spoken to over real HTTP.</summary>
sealed class TestServer : IAsyncDisposable
{
    public const string SetupToken = "let-the-first-admin-in";
    public const string AdminPassword = "a few good words";

    readonly string _root;
    readonly bool _ownsRoot;

    TestServer(string root, bool ownsRoot, Workspace workspace, RondoServer server, StringWriter log)
    {
        (_root, _ownsRoot, Workspace, Server, Log) = (root, ownsRoot, workspace, server, log);
        Program = Client();
    }

    public Workspace Workspace { get; }

    public RondoServer Server { get; }

    public StringWriter Log { get; }

    public Uri Address => Server.Address;

    /// <summary>A program without credentials: no cookies, no browser's headers, no redirects followed.</summary>
    public HttpClient Program { get; }

    /// <summary>On this machine alone, without accounts.</summary>
    public static Task<TestServer> Start(Func<ServerOptions, ServerOptions>? change = null, string? root = null) => Open(change, root);

    /// <summary>With accounts, and the admin <c>ann</c>.</summary>
    public static async Task<TestServer> WithAccounts(Func<ServerOptions, ServerOptions>? change = null)
    {
        var server = await Open(options => (change ?? (o => o))(options with { Accounts = true, SetupToken = SetupToken }), null);
        var answer = await server.Program.PostAsJsonAsync("/api/v1/setup", new { token = SetupToken, name = "ann", password = AdminPassword });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return server;
    }

    static async Task<TestServer> Open(Func<ServerOptions, ServerOptions>? change, string? root)
    {
        var folder = root ?? Directory.CreateTempSubdirectory("rondo-server-").FullName;
        var log = new StringWriter();
        var options = (change ?? (o => o))(new ServerOptions { Port = 0, Log = log });
        var workspace = Workspace.Open(Path.Combine(folder, ".rondo"), options.Clock);
        return new TestServer(folder, root is null, workspace, await RondoServer.Start(workspace, options), log);
    }

    /// <summary>A program with a key of a user of this role.</summary>
    public HttpClient WithKey(Role role, params string[] scopes)
    {
        var name = $"{role.Word()}-{Guid.NewGuid():N}"[..16];
        Workspace.Users.Create(name, role, "no password", new Author { By = "test" });
        var (_, text) = Workspace.Keys.Create(name, "test", Permissions.Parse(scopes.Length == 0 ? ["admin"] : scopes), null, new Author { By = "test" });
        return WithBearer(text);
    }

    /// <summary>The browser of somebody of this role, signed in.</summary>
    public async Task<Browser> SignedIn(Role role, string name)
    {
        using var admin = WithBasic("ann", AdminPassword);
        await admin.PostAsJsonAsync("/api/v1/users", new { name, role = role.Word(), password = AdminPassword }).Json(HttpStatusCode.Created);
        var browser = new Browser(this);
        Assert.Equal(HttpStatusCode.Redirect, await browser.SignIn(name, AdminPassword).Status());
        return browser;
    }

    public HttpClient WithBearer(string key)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public HttpClient WithBasic(string name, string password)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        return client;
    }

    public HttpClient Client(HttpMessageHandler? handler = null) =>
        new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Sends bytes as they are and returns whatever comes until the server closes, or null when nothing came in time.</summary>
    public async Task<string> SendRaw(string request, TimeSpan? patience = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var timeout = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(20));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, timeout.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // What came so far is the answer.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Program.Dispose();
        await Server.DisposeAsync();
        Workspace.Dispose();
        if (_ownsRoot) Directory.Delete(_root, recursive: true);
    }
}

static class AnswerReading
{
    public static async Task<JsonObject> Json(this Task<HttpResponseMessage> sending, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"Expected {expected}, got {answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonSerializer.Deserialize<JsonObject>(text)!;
    }

    public static async Task<HttpStatusCode> Status(this Task<HttpResponseMessage> sending) => (await sending).StatusCode;
}
