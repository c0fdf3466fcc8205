using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Rondo.Sources.Sqlite;

namespace Rondo.Benchmarks.Tracking;

/// <summary>The least that could log a metric durably: Kestrel, System.Text.Json, one parametrised insert a point, a commit a request.</summary>
static class BareServer
{
    public static WebApplication Make(string folder)
    {
        NativeSqlite.Load();
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE points (run_id TEXT, name TEXT, value REAL, time BIGINT, step BIGINT)");
        var gate = new Lock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO points (run_id, name, value, time, step) VALUES (@run, @name, @value, @time, @step)";
        foreach (var name in (string[])["@run", "@name", "@value", "@time", "@step"]) insert.Parameters.Add(new SqliteParameter(name, null));
        insert.Prepare();
        app.MapPost("/point", async (HttpContext context) =>
        {
            var point = (await JsonSerializer.DeserializeAsync(context.Request.Body, BareJson.Default.BarePoint))!;
            lock (gate) Insert(insert, point.RunId, point);
            return Answer;
        });
        app.MapPost("/batch", async (HttpContext context) =>
        {
            var batch = (await JsonSerializer.DeserializeAsync(context.Request.Body, BareJson.Default.BareBatch))!;
            lock (gate)
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var point in batch.Metrics) Insert(insert, batch.RunId, point);
                transaction.Commit();
                insert.Transaction = null;
            }
            return Answer;
        });
        return app;
    }

    static IResult Answer => Results.Text("{}", "application/json");

    static void Insert(SqliteCommand insert, string run, BarePoint point)
    {
        insert.Parameters[0].Value = run;
        insert.Parameters[1].Value = point.Key;
        insert.Parameters[2].Value = point.Value;
        insert.Parameters[3].Value = point.Timestamp;
        insert.Parameters[4].Value = point.Step;
        insert.ExecuteNonQuery();
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
