using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Postgres;

[Part("postgres", "A table or a query of a PostgreSQL database.")]
public sealed record PostgresSource : IAddressSource
{
    private const int RowsBetweenMessages = 100_000;

    [Param("The table or view, with its schema if need be; without it and without a query, the only one.")]
    public string Table { get; init; } = "";

    [Param("The SELECT that gives the rows, instead of a table.")]
    public string Query { get; init; } = "";

    [Param("A column whose values never fall from one row to a later one: each run reads only the rows that are new.")]
    public string Incremental { get; init; } = "";

    [Param("Seconds after which the database gives up a query; 0: never.", Min = 0, Max = 1e6)]
    public double TimeLimit { get; init; }

    public IReadOnlyList<string> Schemes => ["postgres", "postgresql"];

    public bool IsOrdered => false;

    public Fetched Fetch(string address, SourceContext context, CancellationToken cancellation)
    {
        var place = PostgresAddress.Parse(address);
        var table = AddressParameters.Choose("table", context.Expand(Table), place.Values);
        var query = AddressParameters.Choose("query", context.Expand(Query), place.Values);
        var incremental = AddressParameters.Choose("incremental", context.Expand(Incremental), place.Values);
        if (table.Length > 0 && query.Length > 0) throw new RondoException(new Mistake("bad_parameter", "There is a table and a query.") { Field = "query", Hint = "Remove one of them." });
        var before = RowCursor.Parse(context.Cursor, incremental);
        using var session = PostgresSession.Open(place, TimeLimit, cancellation);
        var from = query.Length > 0 ? PostgresSelect.OfQuery(session, query) : PostgresSelect.OfTable(session, table);
        var rows = Read(session, from, incremental, before, context, cancellation);
        if (incremental.Length > 0) return GrowingTable.Take(rows, incremental, before, cancellation);
        return new Fetched(rows.Build(cancellation));
    }

    static CellTable Read(PostgresSession session, PostgresSelect from, string incremental, RowCursor? before, SourceContext context, CancellationToken cancellation)
    {
        from.CheckTypes(context.Options);
        var rows = new CellTable(context.Options, from.Place);
        var columns = from.Columns.Select(c => rows.AddColumn(c.Name, c.Rules)).ToArray();
        PostgresColumn[] wanted = [.. from.Columns.Where((_, i) => columns[i] is not null)];
        CellColumn[] cells = [.. columns.OfType<CellColumn>()];
        var sql = from.Copy(wanted, incremental, before);
        session.Copy(sql, copy =>
        {
            while (copy.ReadRow(wanted.Length))
            {
                for (var i = 0; i < wanted.Length; i++) wanted[i].ReadInto(cells[i], copy, context.Options.MaxCellBytes);
                rows.EndRow(cancellation);
                if (incremental.Length == 0) rows.GiveTo(context, cancellation);
                if (rows.TotalRows % RowsBetweenMessages == 0) context.Say(FormattableString.Invariant($"{rows.TotalRows} rows of {from.Place}"), null);
            }
        });
        if (rows.TotalRows == 0 && before is null) throw new RondoException("empty_table", $"There are no rows in {from.Place}.");
        return rows;
    }
}
