using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>The SQL of <c>prepare.join</c>.</summary>
static class SourceJoin
{
    /// <exception cref="RondoException">A source or column is missing, or two sources name a column alike.</exception>
    public static string Query(JoinSpec join, IReadOnlyDictionary<string, Table> tables)
    {
        Table Of(string name) => tables.TryGetValue(name, out var table) ? table
            : throw new RondoException("unknown_source", $"There is no source named '{name}'.", Spelling.DidYouMean(name, tables.Keys) ?? $"Known: {string.Join(", ", tables.Keys)}.");
        var first = Of(join.Base);
        var taken = first.Schema.Fields.ToDictionary(f => f.Name, _ => join.Base, StringComparer.OrdinalIgnoreCase);
        var columns = new List<string> { $"{Quote(join.Base)}.*" };
        var joins = new List<string>();
        foreach (var (name, spec) in join.Others)
        {
            var table = Of(name);
            var time = spec.AsOf is null ? null : spec.Time ?? spec.AsOf;
            foreach (var key in spec.On) Require(first, join.Base, key);
            foreach (var key in time is null ? spec.On : spec.On.Add(time)) Require(table, name, key);
            if (spec.AsOf is { } asOf) Require(first, join.Base, asOf);
            foreach (var field in table.Schema.Fields.Where(f => !spec.On.Contains(f.Name) && f.Name != time))
            {
                if (!taken.TryAdd(field.Name, name))
                    throw new RondoException("ambiguous_column", $"Both '{taken[field.Name]}' and '{name}' have a column '{field.Name}'.", "Use `prepare.query` and name them apart with AS.");
                columns.Add($"{Quote(name)}.{Quote(field.Name)}");
            }
            var conditions = spec.On.Select(key => $"{Quote(join.Base)}.{Quote(key)} = {Quote(name)}.{Quote(key)}");
            if (time is not null) conditions = conditions.Append($"{Quote(join.Base)}.{Quote(spec.AsOf!)} >= {Quote(name)}.{Quote(time)}");
            joins.Add($"{(time is null ? "LEFT JOIN" : "ASOF LEFT JOIN")} {Quote(name)} ON {string.Join(" AND ", conditions)}");
        }
        return $"SELECT {string.Join(", ", columns)} FROM {Quote(join.Base)} {string.Join(' ', joins)}";
    }

    /// <exception cref="RondoException">Rows of the base came several times.</exception>
    public static Table Checked(JoinSpec join, Table joined, int rows) => joined.RowCount == rows ? joined
        : throw new RondoException("join_multiplies_rows", FormattableString.Invariant($"The join makes {joined.RowCount} rows of the {rows} of '{join.Base}': a source has several rows of one key."),
            "Add `as_of:` where the source is a history, or aggregate it in `prepare.query`.");

    static void Require(Table table, string source, string column)
    {
        if (table.Schema.Contains(column)) return;
        throw new RondoException(new Mistake("unknown_column", $"The source '{source}' has no column '{column}'.") { Hint = Spelling.DidYouMean(column, table.Schema.Fields.Select(f => f.Name)) });
    }

    static string Quote(string name) => TableQuery.Quote(name);
}
