using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>The checks of a spec as the nodes of its file.</summary>
static class ChecksTree
{
    // A column may be called like one of the words, so all of them are written below `columns`.
    public static YamlMap? Of(ChecksSpec checks) => SpecTree.Filled(
    [
        ("rows", Rows(checks.Rows)),
        ("where", checks.Where.IsEmpty ? null : new YamlList([.. checks.Where.Select(Where)], default)),
        ("unique", checks.Unique.IsEmpty ? null : new YamlList([.. checks.Unique.Select(Unique)], default)),
        ("columns", SpecTree.Filled(checks.Columns.Select(Column))),
        ("on_fail", SpecTree.Value(checks.OnFail)),
    ]);

    static (string Key, YamlNode? Value) Column(KeyValuePair<string, ColumnChecksSpec> column) =>
        (column.Key, SpecTree.Map(ColumnChecksReader.Nodes(column.Value, RondoParts.Catalog)));

    public static YamlNode? Rows(RowsSpec? rows) => rows is null ? null
        : SpecTree.Value(rows.Word) ?? SpecTree.Map([("min", SpecTree.Value(rows.Min)), ("max", SpecTree.Value(rows.Max)), ("on_fail", SpecTree.Value(rows.OnFail))]);

    static YamlNode Where(WhereSpec where) => where.OnFail is null ? SpecTree.Value(where.Condition)!
        : SpecTree.Map([("condition", SpecTree.Value(where.Condition)), ("on_fail", SpecTree.Value(where.OnFail))]);

    public static YamlNode Unique(UniqueSpec unique) => unique.OnFail is null ? SpecTree.Value(unique.Columns)!
        : SpecTree.Map([("columns", SpecTree.Value(unique.Columns)), ("on_fail", SpecTree.Value(unique.OnFail))]);
}
