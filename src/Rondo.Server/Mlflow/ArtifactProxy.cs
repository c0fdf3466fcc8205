using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Mlflow;

/// <summary>The files themselves, in streams: below <c>/api/2.0/mlflow-artifacts</c>.</summary>
static class ArtifactProxy
{
    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Get("/artifacts", List),
        MlflowRoute.Get("/artifacts/{**path}", Download),
        new("PUT", "/artifacts/{**path}", Permission.Log, Upload) { MostBytes = null }, // bounded by the disk; Kestrel ends one that is too slow
        new("DELETE", "/artifacts/{**path}", Permission.Log, Delete) { MostBytes = null },
        new("POST", "/mpu/{**path}", Permission.Log, NoParts),
        MlflowRoute.Get("/presigned/{**path}", Address),
        MlflowRoute.Get("/mpd/presigned/{**path}", Address),
    ];

    static Task List(MlflowCall call)
    {
        var path = call.Fields.Text("path")?.TrimEnd('/') ?? "";
        // The root is nobody's; what is there is asked for by run.
        if (path.Length == 0) return call.Answer();
        var place = ArtifactPlace.Parse(path).Require(call.Workspace);
        var files = call.Workspace.Artifacts.List(place.Owner, place.Path);
        return call.Answer(json => json.WriteList("files", files, static (json, file) =>
            ArtifactLists.Write(json, file with { Path = file.Path[(file.Path.LastIndexOf('/') + 1)..] })));
    }

    static Task Download(MlflowCall call)
    {
        var place = Place(call).Require(call.Workspace);
        return ArtifactDownload.Send(call, place.Owner, place.Path);
    }

    static async Task Upload(MlflowCall call)
    {
        var place = Place(call).Require(call.Workspace, forWriting: true);
        if (place.Path.Length == 0) throw MlflowFailure.Invalid("The path names no file.", "Put files at EXPERIMENT_ID/RUN_ID/artifacts/PATH.");
        await ArtifactUpload.Take(call, place.Owner, place.Path).ConfigureAwait(false);
        await call.Answer().ConfigureAwait(false);
    }

    static async Task Delete(MlflowCall call)
    {
        var place = Place(call).Require(call.Workspace, forWriting: true);
        var artifacts = call.Workspace.Artifacts;
        var paths = place.Path.Length > 0 ? [place.Path] : artifacts.List(place.Owner).Select(file => file.Path).ToList();
        var removed = 0;
        foreach (var path in paths) removed += await artifacts.Delete(place.Owner, path).ConfigureAwait(false);
        if (removed == 0 && place.Path.Length > 0) throw new RondoException("unknown_artifact", $"There is no artifact '{place.Path}'.");
        await call.Answer().ConfigureAwait(false);
    }

    // Clients know this answer by its words and send the file in one stream.
    static Task NoParts(MlflowCall call) => throw new RondoException(MlflowFailure.NotImplemented, "Multipart upload is not supported for the current artifact repository");

    // Without a size clients don't cut the download into pieces, but take it in one stream.
    static Task Address(MlflowCall call)
    {
        var place = Place(call).Require(call.Workspace);
        var request = call.Http.Request;
        return call.Answer(json =>
        {
            json.WriteString("url", $"{request.Scheme}://{request.Host}/api/2.0/mlflow-artifacts/artifacts/{Uri.EscapeDataString(place.Uri[ArtifactPlace.Scheme.Length..]).Replace("%2F", "/", StringComparison.Ordinal)}");
            json.WriteStartObject("headers");
            json.WriteEndObject();
        });
    }

    static ArtifactPlace Place(MlflowCall call)
    {
        RefuseDisguise(call.Http);
        return ArtifactPlace.Parse(((string?)call.Http.Request.RouteValues["path"] ?? "").TrimEnd('/'));
    }

    // The server takes '..' out of a path before anybody sees it; whoever sends it means something else than what would be read.
    static void RefuseDisguise(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = (query < 0 ? target : target[..query]).TrimEnd('/');
        foreach (var part in path.Split('/').Skip(1))
        {
            var read = Uri.UnescapeDataString(part);
            if (read is "" or "." or ".." || read.AsSpan().ContainsAny('/', '\\'))
                throw MlflowFailure.Invalid($"The path has the part '{MlflowRules.Shown(part)}', which names no file or folder.");
        }
    }
}
