using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Sources;

/// <summary>Runs one SQL query over named tables. It reaches neither files nor the network, and gives the same bits on any number of threads.</summary>
public static class TableQuery
{
    /// <exception cref="RondoException">The query is wrong, gives no column, or a type that a table can't have.</exception>
    public static Table Run(IReadOnlyDictionary<string, Table> tables, string query, long memoryLimitBytes, CancellationToken cancellation = default)
    {
        // One thread: sums of doubles depend on their order.
        using var database = DuckDbDatabase.OpenInMemory(1, memoryLimitBytes, readsFiles: false);
        using var connection = database.Connect();
        foreach (var (name, table) in tables.OrderBy(t => t.Key, StringComparer.Ordinal)) Load(connection, name, table, cancellation);
        try
        {
            using var result = connection.Query($"SELECT * FROM ({query.Trim().TrimEnd(';')}\n)", [], cancellation);
            return Table.Of(ResultTable.Read(result, missing: null, rows: 0, file: null));
        }
        catch (DuckDbException e)
        {
            throw new RondoException(new Mistake("bad_query", $"The query can't be run: {e.Message}") { Hint = $"Tables: {string.Join(", ", tables.Keys.Order(StringComparer.Ordinal))}." });
        }
    }

    /// <summary>A name as SQL takes it, whatever it holds.</summary>
    public static string Quote(string name) => DuckDbDatabase.Quote(name);

    static void Load(DuckDbConnection connection, string name, Table table, CancellationToken cancellation)
    {
        var twins = table.Schema.Fields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
            throw new RondoException("ambiguous_column", $"'{name}' has columns that differ by case alone, which SQL can't tell apart: {string.Join(", ", twins.Select(f => $"'{f.Name}'"))}.", "Rename one of them in the source.");
        var stored = $"rondo_{name}";
        TableLoad.Into(connection, stored, table, cancellation);
        var columns = table.Schema.Fields.Select((f, i) => $"{TableLoad.NameOf(i)} AS {DuckDbDatabase.Quote(f.Name)}");
        connection.Execute($"CREATE VIEW {DuckDbDatabase.Quote(name)} AS SELECT {string.Join(", ", columns)} FROM {DuckDbDatabase.Quote(stored)}", [], cancellation);
    }
}
