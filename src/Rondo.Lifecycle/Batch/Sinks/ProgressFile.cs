using Rondo.Deploy.Batch;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>The progress of a job in a small file: the old one or the new one, never a part.</summary>
sealed class ProgressFile(string path)
{
    public string Path => path;

    /// <summary>Null when there is none that can be read.</summary>
    public BatchProgress? Read() => File.Exists(path) ? BatchProgress.Parse(File.ReadAllBytes(path)) : null;

    public void Write(BatchProgress progress) => DurableFile.Write(path, progress.ToJson());

    public void Delete() => File.Delete(path);
}
