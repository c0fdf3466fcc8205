namespace Rondo.Server.Mlflow;

/// <summary>Takes a file as it comes, without holding it in memory or a thread while it is on its way.</summary>
static class ArtifactUpload
{
    const int BufferBytes = 1 << 16;

    public static async Task Take(MlflowCall call, string owner, string path)
    {
        var objects = call.Workspace.Objects;
        var temporary = objects.NewTemporaryPath();
        long bytes;
        try
        {
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await call.Http.Request.Body.CopyToAsync(file, BufferBytes, call.Http.RequestAborted).ConfigureAwait(false);
                bytes = file.Length;
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        var hash = objects.Adopt(temporary);
        await call.Workspace.Artifacts.Name(owner, path, hash, bytes).ConfigureAwait(false);
    }
}
