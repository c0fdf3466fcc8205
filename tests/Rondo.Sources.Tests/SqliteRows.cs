using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Sources.Sqlite;
using SQLitePCL;

namespace Rondo.Sources.Tests;

/// <summary>Writes a table to an SQLite file the way programs do: numbers as numbers, booleans as 0 and 1, times as ISO 8601.</summary>
static class SqliteRows
{
    public static string Write(Table table, string path)
    {
        NativeSqlite.Load();
        raw.sqlite3_open(path, out var database);
        using (database)
        {
            var declared = table.Schema.Fields.Select(f => $"{f.Name} {TypeOf(f.Type)}");
            raw.sqlite3_exec(database, $"PRAGMA synchronous = OFF; CREATE TABLE rows ({string.Join(", ", declared)}); BEGIN");
            raw.sqlite3_prepare_v2(database, $"INSERT INTO rows VALUES ({string.Join(", ", table.Schema.Fields.Select(_ => "?"))})", out var insert);
            using (insert)
            {
                for (var row = 0; row < table.RowCount; row++)
                {
                    for (var i = 0; i < table.Columns.Length; i++) Bind(insert, i + 1, table.Columns[i], row);
                    Assert.Equal(raw.SQLITE_DONE, raw.sqlite3_step(insert));
                    raw.sqlite3_reset(insert);
                }
            }
            raw.sqlite3_exec(database, "COMMIT");
        }
        return path;
    }

    static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Int64 => "INTEGER",
        ColumnType.Double => "REAL",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Date => "DATE",
        ColumnType.Timestamp or ColumnType.TimestampUtc => "DATETIME",
        _ => "TEXT",
    };

    static void Bind(sqlite3_stmt insert, int at, Column column, int row)
    {
        if (column.IsMissing(row)) raw.sqlite3_bind_null(insert, at);
        else if (column is DoubleColumn number) raw.sqlite3_bind_double(insert, at, number.Values[row]);
        else if (column is TextColumn text) raw.sqlite3_bind_text(insert, at, text[row]!);
        else if (column is IntegerColumn { Type: ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc } time) raw.sqlite3_bind_text(insert, at, TimeOf(time, row));
        else raw.sqlite3_bind_int64(insert, at, ((IntegerColumn)column).Values[row]);
    }

    static string TimeOf(IntegerColumn column, int row) => column.Type switch
    {
        ColumnType.Date => DateTime.UnixEpoch.AddDays(column.Values[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Timestamp => DateTime.UnixEpoch.AddTicks(column.Values[row] * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        _ => DateTime.UnixEpoch.AddTicks(column.Values[row] * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
    };
}
