using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http.Tests;

/// <summary>Reads an address as a file's words say.</summary>
static class Ask
{
    private static readonly PartCatalog s_parts = new(typeof(HttpSource).Assembly, typeof(SourceReader).Assembly);

    public static HttpSource Source(params (string Name, object? Value)[] words) =>
        (HttpSource)s_parts.Create<ISource>("http", words.Append(("allow_private", true)).DistinctBy(w => w.Item1).ToDictionary(w => w.Item1, w => w.Item2));

    public static Table Rows(string address, params (string Name, object? Value)[] words) =>
        Source(words).Fetch(address, Context(), CancellationToken.None).Table;

    public static Mistake Mistake(string address, params (string Name, object? Value)[] words) => Mistake(Source(words), address);

    public static Mistake Mistake(HttpSource source, string address, SourceContext? context = null) =>
        Assert.Single(Assert.Throws<RondoException>(() => source.Fetch(address, context ?? Context(), CancellationToken.None)).Mistakes);

    public static SourceContext Context(string? folder = null, TimeProvider? clock = null) =>
        new() { Options = new SourceOptions(), StateFolder = folder, Clock = clock ?? new PatientClock() };

    public static Dictionary<string, object?> Map(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => (object?)f.Value);

    public static long[] Ids(Table table) => [.. ((IntegerColumn)table["id"]).Values];

    public static string Json(IEnumerable<int> ids) => $"[{string.Join(',', ids.Select(i => $"{{\"id\":{i},\"name\":\"row {i}\"}}"))}]";
}
