using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Postgres;

namespace Rondo.Sources.Tests.Postgres;

/// <summary>What the source reads of a database of the tests' server.</summary>
static class PostgresReads
{
    public static Fetched Fetch(string address, PostgresSource? source = null, string? cursor = null, SourceOptions? options = null, CancellationToken cancellation = default) =>
        (source ?? new PostgresSource()).Fetch(address, new SourceContext { Options = options ?? new SourceOptions(), Cursor = cursor }, cancellation);

    public static Table Read(string address, PostgresSource? source = null, SourceOptions? options = null) => Fetch(address, source, options: options).Table;

    public static Mistake Mistake(string address, PostgresSource? source = null, SourceOptions? options = null) =>
        Assert.Throws<RondoException>(() => Fetch(address, source, options: options)).Mistakes[0];
}
