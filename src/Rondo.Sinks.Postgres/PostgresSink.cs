using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Sources.Postgres;

namespace Rondo.Sinks.Postgres;

[Part("postgres", "A table of a PostgreSQL database, made when it is absent; rows and progress are committed together.")]
public sealed record PostgresSink : ISink
{
    public IReadOnlyList<string> Schemes => ["postgres", "postgresql"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation)
    {
        var address = PostgresAddress.Parse(target.Address);
        if (address.Values.Keys.FirstOrDefault(k => k is "query" or "incremental") is { } read)
            throw new RondoException(new Mistake("bad_address", $"'{read}' is a parameter of a source, not of a table to write to.") { Field = read });
        if (address.Values.GetValueOrDefault("table") is not { Length: > 0 } table)
            throw new RondoException(new Mistake("missing_table", "The address names no table to write to.") { Field = "table", Hint = "Write postgres://user:${PASSWORD}@host/database?table=predictions." });
        return PostgresOutput.Open(address, table, target, cancellation);
    }
}
