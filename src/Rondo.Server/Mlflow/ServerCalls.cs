using System.Text;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Mlflow;

/// <summary>What clients ask of the server itself, and the links by which MLflow's page downloads files.</summary>
static class ServerCalls
{
    // The newest release whose clients were tried; they compare it with what they can do.
    const string SpokenVersion = "3.11.0";

    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        MlflowRoute.Get("/health", call => Text(call, "OK")) with { Need = Permission.None },
        MlflowRoute.Get("/version", call => Text(call, SpokenVersion)) with { Need = Permission.None },
        MlflowRoute.Get("/api/3.0/mlflow/server-info", Info),
        MlflowRoute.Get("/ajax-api/3.0/mlflow/server-info", Info),
        MlflowRoute.Get("/get-artifact", GetArtifact),
        MlflowRoute.Get("/model-versions/get-artifact", GetVersionArtifact),
    ];

    static Task Text(MlflowCall call, string text)
    {
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        return call.Http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(text), call.Http.RequestAborted).AsTask();
    }

    static Task Info(MlflowCall call) => call.Answer(json =>
    {
        json.WriteString("store_type", "SqlStore");
        json.WriteBoolean("workspaces_enabled", false);
        json.WriteBoolean("trace_archival_enabled", false);
        json.WriteBoolean("multipart_uploads_enabled", false);
        json.WriteBoolean("multipart_downloads_enabled", false);
    });

    static Task GetArtifact(MlflowCall call)
    {
        var run = RunCalls.Require(call, MlflowRules.RunId(call.Fields));
        return ArtifactDownload.Send(call, run.Id, call.Fields.Required("path"));
    }

    static Task GetVersionArtifact(MlflowCall call)
    {
        var version = call.Workspace.Models.Get(VersionCalls.Reference(call));
        var place = ArtifactPlace.OfUri(version.Storage ?? ModelJson.SourceOf(version)).Require(call.Workspace);
        var path = call.Fields.Required("path");
        return ArtifactDownload.Send(call, place.Owner, place.Path.Length == 0 ? path : $"{place.Path}/{path}");
    }
}
