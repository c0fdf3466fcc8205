using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>prepare</c>: where the rows come from and how they become features.</summary>
public sealed class PrepareWords : SectionWords<PrepareWords>
{
    /// <summary>Paths and globs, relative to the folder of the run.</summary>
    public PrepareWords Source(params string[] paths) => paths is [var only] ? Put(only, "source") : Put(paths, "source");

    public PrepareWords Source(SourceDefinition source) => Put(SpecTree.Source(source), "source");

    /// <summary>One of several sources; <see cref="Query"/> or <see cref="Join"/> makes one table of them.</summary>
    public PrepareWords Sources([Key] string name, SourceDefinition source) => Put(SpecTree.Source(source), "sources", name);

    /// <summary>SQL over the names of the sources.</summary>
    public PrepareWords Query(string sql) => Put(sql, "query");

    /// <summary>The source whose rows are kept, each once.</summary>
    [Word("join")]
    public PrepareWords JoinTo(string? @base = null) => PutGiven("join", ("base", @base));

    /// <summary>Another source's columns beside the rows of the base.</summary>
    /// <param name="source">The other source's name.</param>
    /// <param name="on">Columns of both that must be equal.</param>
    /// <param name="asOf">The base's column of times: its row gets the other's last row until then.</param>
    /// <param name="time">The other's column of times; of the same name when not given.</param>
    public PrepareWords Join([Key] string source, string[] on, string? asOf = null, string? time = null) =>
        Put(Mapping.Of([("on", on), .. asOf is null ? [] : ((string, object?)[])[("as_of", asOf)], .. time is null ? [] : ((string, object?)[])[("time", time)]]), "join", source);

    /// <inheritdoc cref="Source(string[])"/>
    public PrepareWords From(params string[] paths) => Source(paths);

    public PrepareWords FromCsv(string path) => Source(path);

    /// <summary>Path of the schema file.</summary>
    public PrepareWords Schema(string path) => Put(path, "schema");

    /// <summary>Columns that make an unordered source deterministic.</summary>
    public PrepareWords OrderBy(params string[] columns) => Put(columns, "order_by");

    /// <summary>The column that says when a row was.</summary>
    public PrepareWords Time(string column) => Put(column, "time");

    /// <summary>The column that says whom a row is about.</summary>
    public PrepareWords Entity(string column) => Put(column, "entity");

    /// <summary>Words of the source that stand for a missing value.</summary>
    public PrepareWords Missing(params string[] words) => Put(words, "missing");

    /// <summary>Columns that are no features; expressions may still read them.</summary>
    public PrepareWords Drop(params string[] columns) => Put(columns, "drop");

    public PrepareWords Checks(Func<ChecksWords, ChecksWords> say) => Nested("checks", say);

    public PrepareWords Clean(Func<CleanWords, CleanWords> say) => Nested("clean", say);

    public PrepareWords Features(Func<FeatureWords, FeatureWords> say) => Nested("features", say);

    /// <summary>A new column computed from others.</summary>
    public PrepareWords Derive(string name, string expression) => Features(f => f.Derive(name, expression));

    public PrepareWords Encode(string column, string encoding) => Features(f => f.Encode(column, encoding));

    public PrepareWords Scale(string scaler) => Features(f => f.Scale(scaler));

    public PrepareWords Split(SplitSpec split) => Split(split.Strategy, split.Test, split.Seed, split.Column, split.Key, split.From, split.Group);

    public PrepareWords Split(
        string? strategy = null, double? test = null, long? seed = null, string? column = null, string? key = null, string? from = null, string? group = null) =>
        PutGiven("split", ("strategy", strategy), ("test", test), ("seed", seed), ("column", column), ("key", key), ("from", from), ("group", group));

    /// <summary>Which training rows are learnt from.</summary>
    /// <param name="sliding">A span such as 18mo, counted back from the newest row.</param>
    /// <param name="reservoir">How many are drawn.</param>
    public PrepareWords Window(string? sliding = null, long? reservoir = null) => PutGiven("window", ("sliding", sliding), ("reservoir", reservoir));

    /// <param name="balance">none or class_weight.</param>
    public PrepareWords Balance(string balance) => Put(balance, "balance");

    /// <param name="leakage">error, warn or off.</param>
    public PrepareWords Leakage(string leakage) => Put(leakage, "leakage");

    /// <param name="onFound">error, warn or off.</param>
    /// <param name="allow">Columns that may tell of the target all the same.</param>
    [Word("leakage")]
    public PrepareWords LeakageBy(string? onFound = null, string[]? allow = null) => PutGiven("leakage", ("on_found", onFound), ("allow", allow));

    public PrepareWords Limits(long? maxCellBytes = null, long? maxColumns = null) =>
        PutGiven("limits", ("max_cell_bytes", maxCellBytes), ("max_columns", maxColumns));
}
