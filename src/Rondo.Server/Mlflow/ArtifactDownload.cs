using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Sends a file that anybody may have uploaded, so that no browser runs what is in it.</summary>
static class ArtifactDownload
{
    const int LargestInMemory = 1 << 20;
    const int MostAtOnce = 64;

    static readonly SemaphoreSlim _threads = new(MostAtOnce);

    public static async Task Send(MlflowCall call, string owner, string path)
    {
        ArtifactPath.Check(path.Length == 0 ? "//" : path);
        var size = call.Workspace.Artifacts.SizeOf(owner, path) ?? throw new RondoException("unknown_artifact", $"There is no artifact '{path}'.");
        if (size <= LargestInMemory)
        {
            // Verified as a whole before the first byte goes out.
            using var whole = new MemoryStream((int)size);
            call.Workspace.Artifacts.CopyTo(owner, path, whole);
            Head(call.Http, path, whole.Length);
            await call.Http.Response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), call.Http.RequestAborted).ConfigureAwait(false);
            return;
        }
        Head(call.Http, path, size);
        await _threads.WaitAsync(call.Http.RequestAborted).ConfigureAwait(false);
        try
        {
            await Task.Factory.StartNew(() => Copy(call, owner, path), call.Http.RequestAborted, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            _threads.Release();
        }
    }

    // On a thread of its own, for objects are read by blocking calls. A damaged object ends the answer early, so that it can't look whole.
    static void Copy(MlflowCall call, string owner, string path)
    {
        call.Http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        call.Workspace.Artifacts.CopyTo(owner, path, call.Http.Response.Body);
    }

    static void Head(HttpContext http, string path, long bytes)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var headers = http.Response.Headers;
        http.Response.ContentType = TypeOf(name);
        http.Response.ContentLength = bytes;
        headers.ContentDisposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment") { FileNameStar = name }.ToString();
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    static string TypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".txt" or ".md" or ".log" or ".yaml" or ".yml" or ".csv" or ".py" or "" => "text/plain; charset=utf-8",
        ".json" => "application/json",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        _ => "application/octet-stream",
    };
}
