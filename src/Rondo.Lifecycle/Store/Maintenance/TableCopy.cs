using System.Data.Common;
using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Maintenance;

/// <summary>Copies all rows from one store to another of the same version, whichever databases they are in.</summary>
static class TableCopy
{
    // Who is at work with the one store is nobody's business in the other.
    static readonly string[] _left = ["migrations", "snapshot_leases"];

    /// <summary>In the order of their making, so that what others refer to comes first.</summary>
    /// <param name="file">A store in an SQLite file: it tells its tables.</param>
    public static IReadOnlyList<string> Tables(StoreDatabase file) => file.Read(session => session
        .Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid")
        .Where(name => !_left.Contains(name)).ToList());

    /// <returns>How many rows were copied.</returns>
    public static long Run(StoreDatabase from, StoreDatabase to, IReadOnlyList<string> tables, CancellationToken cancellation) =>
        from.Read(source => to.Write(target =>
        {
            // What a new store begins with is in the other one too.
            foreach (var table in tables.Reverse()) target.Execute($"DELETE FROM {table}");
            return tables.Sum(table => Copy(source, target, table, cancellation));
        }));

    static long Copy(StoreSession source, StoreSession target, string table, CancellationToken cancellation)
    {
        using var command = source.Connection.CreateCommand();
        // Ids of runs grow with time, so parents come before their children.
        command.CommandText = $"SELECT * FROM {table}{(table == "runs" ? " ORDER BY id" : "")}";
        using var rows = command.ExecuteReader();
        var columns = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToArray();
        var insert = target.Statement($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})");
        var count = 0L;
        while (rows.Read())
        {
            for (var i = 0; i < columns.Length; i++) Bind(insert, i + 1, rows, i);
            insert.Add();
            if (++count % 10_000 == 0) cancellation.ThrowIfCancellationRequested();
        }
        return count;
    }

    static void Bind(StoreStatement statement, int parameter, DbDataReader row, int column)
    {
        switch (row.GetValue(column))
        {
            case DBNull:
                statement.Bind(parameter, (string?)null);
                break;
            case double real:
                statement.Bind(parameter, real);
                break;
            case string text:
                statement.Bind(parameter, text);
                break;
            case var number:
                statement.Bind(parameter, Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
