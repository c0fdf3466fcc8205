using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Sqlite;

/// <summary>What rows are selected from: a table, or a query in parentheses.</summary>
sealed record SqliteSelect(string From, string Place, SqliteColumn[] Columns)
{
    /// <exception cref="RondoException">There is no such table, or several and no name.</exception>
    public static SqliteSelect OfTable(SqliteFile file, string table)
    {
        var tables = file.Tables();
        if (tables.Length == 0) throw new RondoException(new Mistake("empty_table", "The SQLite file has no tables.") { File = file.Path });
        if (table.Length == 0 && tables.Length > 1)
            throw new RondoException(new Mistake("missing_table", "The SQLite file has several tables.") { File = file.Path, Field = "table", Hint = $"Name one of them: table: {string.Join(", ", tables)}." });
        var name = table.Length == 0 ? tables[0] : tables.FirstOrDefault(t => t == table) ?? tables.FirstOrDefault(t => t.Equals(table, StringComparison.OrdinalIgnoreCase))
            ?? throw new RondoException(new Mistake("unknown_table", $"There is no table '{table}'.") { File = file.Path, Field = "table", Hint = Spelling.DidYouMean(table, tables) ?? $"Tables: {string.Join(", ", tables)}." });
        using var all = file.Prepare($"SELECT * FROM {Quote(name)}");
        return new SqliteSelect(Quote(name), name, all.Columns());
    }

    /// <exception cref="RondoException">The SQL is wrong, or more than one SELECT.</exception>
    public static SqliteSelect OfQuery(SqliteFile file, string query)
    {
        var sql = query.Trim().TrimEnd(';');
        // In parentheses only a SELECT can stand: nothing else is even looked at.
        using (file.Prepare($"SELECT * FROM (\n{sql}\n)")) { }
        using var alone = file.Prepare(sql);
        return new SqliteSelect($"(\n{sql}\n)", "the query", alone.Columns());
    }

    /// <summary>The named columns of all rows, or of those at and after the cursor.</summary>
    public SqliteStatement Prepare(SqliteFile file, string[] names, string incremental, RowCursor? before)
    {
        var list = names.Length == 0 ? "1" : string.Join(", ", names.Select(Quote));
        if (before is null) return file.Prepare($"SELECT {list} FROM {From}");
        var column = Quote(incremental);
        // Values of another kind are no greater or smaller ones: they come too, and are refused.
        var kinds = before.Kind == "number" ? "'integer', 'real'" : "'text'";
        var statement = file.Prepare($"SELECT {list} FROM {From} WHERE {column} >= ?1 COLLATE BINARY OR typeof({column}) NOT IN ({kinds})");
        statement.Bind(before);
        return statement;
    }

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
