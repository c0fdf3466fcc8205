using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Runs;

/// <summary>A check that the file asks for.</summary>
/// <param name="Column">The column that it is asked of; null for a check of the table.</param>
/// <param name="Path">Where it stands in the file, such as <c>prepare.checks.age.min</c>.</param>
/// <param name="OnFail">stop, warn or quarantine.</param>
public sealed record DeclaredCheck(string Name, ICheck Check, string? Column, string Path, string OnFail)
{
    private const string Root = "prepare.checks";

    /// <summary>Every check of the section, those of the table first.</summary>
    public static IEnumerable<DeclaredCheck> Of(ChecksSpec checks, SourceMap map)
    {
        var reaction = checks.OnFail ?? "stop";
        if (checks.Rows is { Word: null } rows)
            yield return new DeclaredCheck("rows", new RowsCheck { Min = rows.Min ?? 0, Max = rows.Max }, null, $"{Root}.rows", rows.OnFail ?? (reaction == "warn" ? "warn" : "stop"));
        for (var i = 0; i < checks.Where.Length; i++)
            yield return new DeclaredCheck("where", new WhereCheck { Condition = checks.Where[i].Condition }, null, Item(map, $"{Root}.where", i), checks.Where[i].OnFail ?? reaction);
        for (var i = 0; i < checks.Unique.Length; i++)
            yield return new DeclaredCheck("unique", new UniqueCheck { Columns = [.. checks.Unique[i].Columns] }, null, Item(map, $"{Root}.unique", i), checks.Unique[i].OnFail ?? reaction);
        foreach (var (column, spec) in checks.Columns)
            foreach (var (name, parameters) in spec.Checks)
                yield return new DeclaredCheck(name, RondoParts.Catalog.Create<ICheck>(name, parameters), column, PathOf(map, column, name), spec.OnFail ?? reaction);
    }

    /// <summary>Why it can't be asked of such data, each with its place in the file.</summary>
    public IEnumerable<Mistake> Refuse(Schema schema, SourceMap map)
    {
        if (Column is null || schema.Contains(Column)) return Check.Refuse(schema, Column).Select(m => map.Place(m with { Field = null }, Path));
        var names = schema.Fields.Select(f => f.Name).ToArray();
        return [map.PlaceKey(new Mistake("unknown_column", $"There is no column '{Column}'.") { Hint = Spelling.DidYouMean(Column, names) }, ColumnPath(map, Column))];
    }

    /// <summary>What it is about, for lists of checks: its column, or its own name.</summary>
    public string Subject => Column ?? Name;

    static string ColumnPath(SourceMap map, string column) => map.KeyAt($"{Root}.columns.{column}") is null ? $"{Root}.{column}" : $"{Root}.columns.{column}";

    static string PathOf(SourceMap map, string column, string name)
    {
        var at = ColumnPath(map, column);
        string[] words = name == "range" ? ["range", "min", "max"] : [name];
        return $"{at}.{words.FirstOrDefault(word => map.KeyAt($"{at}.{word}") is not null) ?? words[0]}";
    }

    // A single one may stand without a list.
    static string Item(SourceMap map, string path, int index)
    {
        var item = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
        return map.ValueAt(item) is null ? path : item;
    }
}
