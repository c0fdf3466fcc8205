using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Rondo.Tests.Shared.Postgres;

/// <summary>A PostgreSQL of this run of the tests, started by the first test that needs it; it ends with the run, however that ends.</summary>
static class PostgresServer
{
    public const string Password = "s3cret@/:?#&word";

    private static readonly Lazy<int?> s_port = new(Start);
    private static int s_databases;

    public static int Port
    {
        get
        {
            Assert.SkipWhen(s_port.Value is null, "PostgreSQL is not installed here (apt install postgresql).");
            return s_port.Value!.Value;
        }
    }

    /// <summary>A new database in which this SQL was run; its address without table.</summary>
    public static string NewDatabase(string sql)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"base_{Interlocked.Increment(ref s_databases)}");
        Execute("postgres", $"CREATE DATABASE {name}");
        Execute(name, sql);
        return string.Create(CultureInfo.InvariantCulture, $"postgres://rondo:{Password}@localhost:{Port}/{name}");
    }

    public static void Execute(string address, string sql)
    {
        using var connection = Connect(address);
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        command.ExecuteNonQuery();
    }

    public static NpgsqlConnection Connect(string address)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = Port,
            Username = "rondo",
            Password = Password,
            Database = address[(address.LastIndexOf('/') + 1)..],
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    static int? Start()
    {
        if (Directory.EnumerateDirectories("/usr/lib", "postgresql").Concat(Path().Where(p => File.Exists(System.IO.Path.Combine(p, "initdb")))).FirstOrDefault() is null) return null;
        // Not disposed: its input stays open as long as this process lives.
        var process = Process.Start(new ProcessStartInfo("bash", [System.IO.Path.Combine(AppContext.BaseDirectory, "Postgres", "serve.sh"), Password])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        var said = process.StandardOutput.ReadLine();
        if (said is null) throw new InvalidOperationException($"PostgreSQL does not start: {process.StandardError.ReadToEnd()}");
        process.BeginErrorReadLine();
        return int.Parse(said["ready ".Length..], CultureInfo.InvariantCulture);
    }

    static string[] Path() => Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
}
