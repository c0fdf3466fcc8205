using System.Globalization;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Postgres;

/// <summary>What rows are selected from: a table, or a query in parentheses.</summary>
sealed partial record PostgresSelect(string From, string Place, PostgresColumn[] Columns)
{
    private const int ShownTables = 20;

    /// <exception cref="RondoException">There is no such table, or several and no name.</exception>
    public static PostgresSelect OfTable(PostgresSession session, string table)
    {
        var tables = session.Tables();
        if (tables.Count == 0) throw new RondoException("empty_table", "The database has no tables that this user sees.");
        var found = table.Length == 0 ? TheOnly(tables)
            : tables.Where(t => t.IsVisible && t.Name == table).Concat(tables.Where(t => t.FullName == table)).Cast<PostgresTable?>().FirstOrDefault()
            ?? throw new RondoException(new Mistake("unknown_table", $"There is no table '{table}'.") { Field = "table", Hint = HintFor(table, tables) });
        return new PostgresSelect(found.Sql, found.ShortName, session.Describe(found.Sql));
    }

    /// <exception cref="RondoException">The SQL is wrong, or no SELECT.</exception>
    public static PostgresSelect OfQuery(PostgresSession session, string query)
    {
        // In parentheses only a SELECT can stand.
        var from = $"(\n{query.Trim().TrimEnd(';')}\n)";
        try
        {
            return new PostgresSelect(from, "the query", session.Describe(from));
        }
        catch (RondoException e) when (e.Mistakes[0].Code == "unknown_table" && Quoted().Match(e.Mistakes[0].Message) is { Success: true } name)
        {
            session.Restart();
            throw new RondoException(e.Mistakes[0] with { Hint = HintFor(name.Groups["name"].Value, session.Tables()) });
        }
    }

    /// <exception cref="RondoException">Columns have types that cells can't have.</exception>
    public void CheckTypes(SourceOptions options)
    {
        var mistakes = Columns.Where(c => !options.LeavesOut(c.Name)).Select(c => c.Refusal()).OfType<Mistake>().ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
    }

    /// <summary>The statement that streams the columns of all rows, or of those at and after the cursor.</summary>
    public string Copy(PostgresColumn[] wanted, string incremental, RowCursor? before)
    {
        var list = string.Join(", ", wanted.Select(c => PostgresTable.Quote(c.Name)));
        return $"COPY (SELECT {list} FROM {From} AS rondo_rows{Where(incremental, before)}) TO STDOUT (FORMAT binary)";
    }

    string Where(string incremental, RowCursor? before)
    {
        if (incremental.Length == 0) return "";
        if (Columns.Where(c => c.Name == incremental).Cast<PostgresColumn?>().FirstOrDefault() is not { } column)
            throw new RondoException(new Mistake("unknown_column", $"There is no column '{incremental}' to go on from.") { Field = "incremental", Hint = Spelling.DidYouMean(incremental, Columns.Select(c => c.Name)) });
        if (before is null) return "";
        before.CheckSame(incremental, column.OrderKind);
        var name = PostgresTable.Quote(incremental);
        // Rows without a value come too, and are refused.
        return $" WHERE {name} IS NULL OR {column.AtLeast(name, before.Value)}";
    }

    static PostgresTable TheOnly(List<PostgresTable> tables)
    {
        var visible = tables.Where(t => t.IsVisible).ToList();
        if (visible.Count == 1) return visible[0];
        if (tables.Count == 1) return tables[0];
        throw new RondoException(new Mistake("missing_table", "The database has several tables.") { Field = "table", Hint = $"Name one of them: table: {Shown(tables)}." });
    }

    static string HintFor(string table, List<PostgresTable> tables) =>
        Spelling.DidYouMean(table, tables.Select(t => t.ShortName).Concat(tables.Select(t => t.FullName))) ?? (tables.Count == 0 ? "There is no table at all." : $"Tables: {Shown(tables)}.");

    static string Shown(List<PostgresTable> tables) =>
        string.Join(", ", tables.OrderByDescending(t => t.IsVisible).Take(ShownTables).Select(t => t.ShortName))
        + (tables.Count > ShownTables ? string.Create(CultureInfo.InvariantCulture, $" and {tables.Count - ShownTables} more") : "");

    [GeneratedRegex("relation \"(?<name>[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
