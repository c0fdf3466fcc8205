namespace Rondo.Server.Mlflow;

/// <summary>Takes a file as it comes.</summary>
static class ArtifactUpload
{
    public static async Task Take(MlflowCall call, string owner, string path)
    {
        var (hash, bytes) = await call.Workspace.Objects.Put(call.Http.Request.Body, call.Http.RequestAborted).ConfigureAwait(false);
        await call.Workspace.Artifacts.Name(owner, path, hash, bytes).ConfigureAwait(false);
    }
}
