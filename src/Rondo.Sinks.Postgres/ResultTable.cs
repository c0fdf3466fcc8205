using System.Globalization;
using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Sinks.Postgres;

/// <summary>The table that results go to: made when it is absent, held against the result's columns when it is there. It may have more columns than those.</summary>
sealed class ResultTable(PostgresConnection connection, string table, Schema columns)
{
    private const string Described = """
        SELECT a.attname, pg_catalog.format_type(a.atttypid, NULL), a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    /// <summary>The name in SQL; a schema may stand before it.</summary>
    public string Sql { get; } = string.Join('.', table.Split('.', 2).Select(Quote));

    /// <summary>The statement that takes rows as CSV.</summary>
    public string Copy => $"COPY {Sql} ({string.Join(", ", columns.Fields.Select(f => Quote(f.Name)))}) FROM STDIN (FORMAT csv)";

    /// <exception cref="RondoException">The table has other columns.</exception>
    public void Ensure()
    {
        var found = connection.Rows(Described, row => (Name: row.GetString(0), Type: row.GetString(1), IsNeeded: row.GetBoolean(2)), Sql);
        if (found.Count == 0)
        {
            connection.Execute($"CREATE TABLE {Sql} ({string.Join(", ", columns.Fields.Select(Declaration))})");
            return;
        }
        var mistakes = new List<Mistake>();
        foreach (var field in columns.Fields)
        {
            var at = found.FindIndex(f => f.Name == field.Name);
            if (at < 0) mistakes.Add(new Mistake("missing_column", $"The table '{table}' has no column '{field.Name}', which the result has.") { Field = field.Name, Hint = $"ALTER TABLE {Sql} ADD COLUMN {Quote(field.Name)} {TypesOf(field.Type)[0]}, or name another table." });
            else if (!TypesOf(field.Type).Contains(found[at].Type)) mistakes.Add(new Mistake("wrong_type", $"The column '{field.Name}' of the table '{table}' is {found[at].Type}; the result has {TypesOf(field.Type)[0]}.") { Field = field.Name, Hint = "Change its type, or name another table." });
        }
        foreach (var column in found.Where(f => f.IsNeeded && !columns.Contains(f.Name)))
            mistakes.Add(new Mistake("unknown_column", $"The column '{column.Name}' of the table '{table}' must have a value, and the result has none.") { Field = column.Name, Hint = "Give it a default, or name another table." });
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    /// <summary>Removes the rows of one job.</summary>
    public void Remove(BatchJob job)
    {
        const long LastRow = (1L << 48) - 1;
        connection.Execute($"DELETE FROM {Sql} WHERE {Quote(PredictedRows.IdColumn)} COLLATE \"C\" BETWEEN $1 AND $2", job.IdOf(0), job.IdOf(LastRow));
    }

    // Texts that only hold digits and small letters compare the same in any collation, but only one of bytes can be searched by their beginning.
    static string Declaration(Field field) => string.Create(CultureInfo.InvariantCulture,
        $"{Quote(field.Name)} {TypesOf(field.Type)[0]}{(field.Name == PredictedRows.IdColumn ? " COLLATE \"C\" PRIMARY KEY" : "")}");

    static string[] TypesOf(ColumnType type) => type switch
    {
        ColumnType.Double => ["double precision", "real", "numeric"],
        ColumnType.Int64 => ["bigint", "integer", "smallint", "numeric", "double precision"],
        ColumnType.Boolean => ["boolean"],
        ColumnType.Date => ["date"],
        ColumnType.Timestamp => ["timestamp without time zone"],
        ColumnType.TimestampUtc => ["timestamp with time zone"],
        _ => ["text", "character varying", "uuid"],
    };

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
