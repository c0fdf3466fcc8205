using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Sqlite;
using SQLitePCL;

namespace Rondo.Sources.Tests.Sqlite;

/// <summary>An SQLite file of one test.</summary>
sealed class SqliteDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-test-").FullName;

    public SqliteDatabase(string sql) => Execute(sql);

    public string Folder => _folder;

    public string Path => System.IO.Path.Combine(_folder, "shop.db");

    public void Execute(string sql)
    {
        NativeSqlite.Load();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(Path, out var database));
        using (database)
        {
            var code = raw.sqlite3_exec(database, "PRAGMA synchronous = OFF; " + sql, out var message);
            Assert.True(code == raw.SQLITE_OK, message);
        }
    }

    public Fetched Fetch(SqliteSource source, string? cursor = null, SourceOptions? options = null, CancellationToken cancellation = default) =>
        source.Fetch(Path, new SourceContext { Options = options ?? new SourceOptions(), Cursor = cursor, Folder = _folder }, cancellation);

    public Table Read(SourceOptions? options = null) => Fetch(new SqliteSource(), options: options).Table;

    /// <summary>As a lifecycle file names it.</summary>
    public Table ReadAddress(string address, SourceOptions? options = null) =>
        SourceReader.Read(new SourceSpec(address) { Folder = _folder }, options, new PartCatalog(typeof(SqliteSource).Assembly, typeof(SourceReader).Assembly));

    public Mistake Mistake(SqliteSource? source = null, SourceOptions? options = null) =>
        Assert.Throws<RondoException>(() => Fetch(source ?? new SqliteSource(), options: options)).Mistakes[0];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
