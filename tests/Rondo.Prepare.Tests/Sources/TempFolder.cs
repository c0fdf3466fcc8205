using System.IO.Compression;
using System.Text;
using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

/// <summary>A folder of one test's files, gone after it.</summary>
sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("rondo-test-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public string WriteGzip(string name, string content)
    {
        using var stream = System.IO.File.Create(File(name));
        using var gzip = new GZipStream(stream, CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(content));
        return File(name);
    }

    public string WriteParquet(string name, string select)
    {
        using var database = DuckDbDatabase.OpenInMemory(1, 1L << 30);
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO '{File(name)}' (FORMAT parquet)");
        return File(name);
    }

    public Table Read(string name, SourceOptions? options = null, IReadOnlyDictionary<string, object?>? parameters = null) =>
        SourceReader.Read(new SourceSpec(name) { Folder = Path, Parameters = parameters }, options);

    public Table ReadCsv(string content, SourceOptions? options = null)
    {
        Write("table.csv", content);
        return Read("table.csv", options);
    }

    public Mistake Mistake(string name, SourceOptions? options = null) =>
        Assert.Throws<RondoException>(() => Read(name, options)).Mistakes[0];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
