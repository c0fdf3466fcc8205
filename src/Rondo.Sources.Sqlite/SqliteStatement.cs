using System.Globalization;
using Rondo.Prepare.Sources.Cells;
using SQLitePCL;

namespace Rondo.Sources.Sqlite;

/// <summary>A prepared statement that is stepped through row by row; cells go into columns without a detour over objects.</summary>
sealed class SqliteStatement(SqliteFile file, sqlite3_stmt statement) : IDisposable
{
    public SqliteColumn[] Columns()
    {
        var columns = new SqliteColumn[raw.sqlite3_column_count(statement)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new SqliteColumn(raw.sqlite3_column_name(statement, i).utf8_to_string(), raw.sqlite3_column_decltype(statement, i).utf8_to_string());
        return columns;
    }

    public void Bind(RowCursor cursor)
    {
        if (cursor.Kind != "number") raw.sqlite3_bind_text(statement, 1, cursor.Value);
        else if (long.TryParse(cursor.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) raw.sqlite3_bind_int64(statement, 1, whole);
        else raw.sqlite3_bind_double(statement, 1, double.Parse(cursor.Value, CultureInfo.InvariantCulture));
    }

    /// <summary>False after the last row.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        return code == raw.SQLITE_ROW || (code == raw.SQLITE_DONE ? false : throw file.Failure(code));
    }

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public void ReadInto(CellColumn cells, int column)
    {
        switch (raw.sqlite3_column_type(statement, column))
        {
            case raw.SQLITE_INTEGER:
                cells.Add(raw.sqlite3_column_int64(statement, column));
                break;
            case raw.SQLITE_FLOAT:
                cells.Add(raw.sqlite3_column_double(statement, column));
                break;
            case raw.SQLITE_TEXT:
                // Converts a file in UTF-16; the length is that of column_blob, for a text may hold NUL.
                if (!file.IsUtf8) raw.sqlite3_column_text(statement, column);
                cells.AddText(raw.sqlite3_column_blob(statement, column));
                break;
            case raw.SQLITE_NULL:
                cells.AddMissing();
                break;
            default:
                throw cells.Wrong("unsupported_type", $"Column '{cells.Name}' holds binary data, which a table's cells can't have.", "Leave it out by a query, or read it as text: hex(...).");
        }
    }

    public void Dispose() => statement.Dispose();
}
