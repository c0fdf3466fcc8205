using System.Text.Json;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>What files runs and logged models have.</summary>
static class ArtifactLists
{
    public static IReadOnlyList<MlflowRoute> All { get; } = [MlflowRoute.Get("/artifacts/list", OfRun)];

    static Task OfRun(MlflowCall call)
    {
        var run = RunCalls.Require(call, MlflowRules.RunId(call.Fields));
        return Answer(call, new ArtifactPlace(run.ProjectId, run.Id, false, call.Fields.Text("path")?.TrimEnd('/') ?? ""));
    }

    /// <summary>The root and what is in a folder of it, by paths from the root.</summary>
    public static Task Answer(MlflowCall call, ArtifactPlace place)
    {
        var files = call.Workspace.Artifacts.List(place.Owner, place.Path);
        return call.Answer(json =>
        {
            json.WriteString("root_uri", (place with { Path = "" }).Uri);
            json.WriteList("files", files, Write);
        });
    }

    public static void Write(Utf8JsonWriter json, Artifact file)
    {
        json.WriteString("path", file.Path);
        json.WriteBoolean("is_dir", file.IsFolder);
        if (file.Bytes is { } bytes) json.WriteNumber("file_size", bytes);
    }
}
