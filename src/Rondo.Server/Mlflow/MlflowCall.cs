using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rondo.Lifecycle.Store;
using Rondo.Server.Access;

namespace Rondo.Server.Mlflow;

/// <summary>A call of MLflow's API: what was asked, the store it is about, and the answer.</summary>
sealed class MlflowCall(HttpContext http, Workspace workspace, TimeProvider clock) : IDisposable
{
    static readonly byte[] _nothing = "{}"u8.ToArray();

    RequestBody? _body;
    RequestFields? _fields;

    public HttpContext Http => http;

    public Workspace Workspace => workspace;

    public long NowMilliseconds => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Who is calling, for the audit trail.</summary>
    public Author Author => http.Author();

    public RequestFields Fields => _fields ??= _body is { Length: > 0 } || !IsInQuery
        ? RequestFields.OfBody(_body!.Parse())
        : RequestFields.OfQuery(http.Request.Query);

    /// <summary>The run, experiment, version or model that the fields name; null when they name none.</summary>
    public string? Subject => Fields.Text("run_id") ?? Fields.Text("experiment_id") ?? (Fields.Text("name") is { } name && Fields.Text("version") is { } version ? $"{name}@{version}" : Fields.Text("name"));

    public ReadOnlySpan<byte> Body => _body is null ? [] : _body.Bytes;

    // Clients send the fields of DELETE in a body, people in the query.
    bool IsInQuery => _body is null || (HttpMethods.IsDelete(http.Request.Method) && http.Request.Query.Count > 0);

    public async ValueTask ReadBody(int mostBytes)
    {
        if (!HttpMethods.IsGet(http.Request.Method)) _body = await RequestBody.Read(http, mostBytes).ConfigureAwait(false);
    }

    public Task Answer() => Send(_nothing);

    public Task Answer(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Send(buffer.WrittenMemory);
    }

    public void Dispose() => _body?.Dispose();

    Task Send(ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
