namespace Rondo.Sources.Http.Tests;

/// <summary>A folder of one test's files, gone after it.</summary>
sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rondo-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
