using System.Net;
using System.Text;
using System.Text.Json;
using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Server.Tests.Mlflow;

/// <summary>A server on a workspace of its own, and a plain HTTP client for it.</summary>
sealed class MlflowServer : IAsyncDisposable
{
    public const string Api = "/api/2.0/mlflow/";
    public const string Files = "/api/2.0/mlflow-artifacts/artifacts";

    readonly string _root;
    readonly Workspace _workspace;
    readonly RondoServer _server;

    MlflowServer(string root, Workspace workspace, RondoServer server)
    {
        _root = root;
        _workspace = workspace;
        _server = server;
        Http = new HttpClient { BaseAddress = server.Address };
    }

    public HttpClient Http { get; }

    public Uri Address => _server.Address;

    public Workspace Workspace => _workspace;

    public static TheoryData<string> Stores => ["SQLite", "PostgreSQL"];

    public static async Task<MlflowServer> Start(string store = "SQLite")
    {
        var address = store == "PostgreSQL" ? PostgresServer.NewDatabase("SELECT 1") : "";
        var root = Directory.CreateTempSubdirectory("rondo-mlflow-").FullName;
        var workspace = Workspace.Open(Path.Combine(root, ".rondo"), store: address);
        return new MlflowServer(root, workspace, await RondoServer.Start(workspace, new ServerOptions { Port = 0 }));
    }

    public Task<Answer> Get(string call) => Send(HttpMethod.Get, Api + call);

    public Task<Answer> Post(string call, string json) => Send(HttpMethod.Post, Api + call, json);

    public Task<Answer> Patch(string call, string json) => Send(HttpMethod.Patch, Api + call, json);

    public Task<Answer> Delete(string call, string json) => Send(HttpMethod.Delete, Api + call, json);

    public Task<Answer> Put(string path, string text) => Send(HttpMethod.Put, Files + "/" + path, text);

    public async Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        return await Send(request);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>A new run of the default experiment.</summary>
    public async Task<string> Run(string experiment = "0")
    {
        var answer = await Post("runs/create", $$"""{"experiment_id": "{{experiment}}", "user_id": "ann", "start_time": 1700000000000}""");
        return answer.Expect().At("run.info.run_id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _workspace.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}

/// <summary>What came back.</summary>
sealed record Answer(HttpStatusCode Status, string Text, string? Type)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Json.GetProperty("error_code").GetString();

    public string? Message => Json.GetProperty("message").GetString();

    /// <summary>This answer, which must be a success.</summary>
    public Answer Expect()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return this;
    }

    /// <summary>This answer, which must be this mistake.</summary>
    public Answer Expect(int status, string code)
    {
        Assert.True((int)Status == status, $"{(int)Status}: {Text}");
        Assert.Equal("application/json", Type);
        Assert.Equal(code, Code);
        Assert.NotEqual("", Message);
        return this;
    }

    public Answer ExpectInvalid() => Expect(400, "INVALID_PARAMETER_VALUE");

    /// <summary>A value by its path, such as <c>runs.0.info.run_id</c>.</summary>
    public JsonElement At(string path)
    {
        var value = Json;
        foreach (var part in path.Split('.'))
            value = value.ValueKind == JsonValueKind.Array ? value[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : value.GetProperty(part);
        return value;
    }

    public string? TextAt(string path) => At(path).GetString();

    public bool Has(string path)
    {
        try
        {
            At(path);
            return true;
        }
        catch (Exception e) when (e is KeyNotFoundException or IndexOutOfRangeException)
        {
            return false;
        }
    }
}
