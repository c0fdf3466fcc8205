using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Spec;

/// <summary>Holds a table to a schema.</summary>
static class SchemaRules
{
    private const int ManyPairs = 100_000;
    private const string Accept = "If the data are right, `rondo schema accept` takes them as they are.";

    /// <summary>The table with the types of the schema where that changes no value, and everything in which it differs.</summary>
    public static (Table Table, List<Mistake> Mistakes) Check(SchemaFile schema, Table table, CancellationToken cancellation)
    {
        table = Conforming(schema, table);
        var known = schema.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var added = table.Schema.Fields.Where(f => !known.Contains(f.Name)).ToArray();
        var missing = schema.Columns.Where(c => !c.IsOptional && !table.Schema.Contains(c.Name)).ToArray();
        // With thousands of each, a new name resembles many old ones.
        var likely = (long)missing.Length * added.Length > ManyPairs ? [] : added;
        var mistakes = new List<Mistake>(missing.Select(c => Missing(schema, c, likely.Select(f => f.Name))));
        foreach (var column in schema.Columns)
        {
            if (table.Schema.Find(column.Name) is not { } field) continue;
            if (field.Type == column.Type) mistakes.AddRange(Values(schema, column, table, cancellation));
            else mistakes.Add(Told(schema, column, TypeMisfits.Find(new CheckInput(table, column.Name) { Cancellation = cancellation }, column.Type), "Put the data right."));
        }
        mistakes.AddRange(added.Select(f => New(schema, f)));
        mistakes.AddRange(Whole(schema, table, cancellation));
        return (table, mistakes);
    }

    /// <summary>The table with the types of the schema where that changes no value.</summary>
    public static Table Conforming(SchemaFile schema, Table table)
    {
        var changed = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var column in schema.Columns)
            if (table.Schema.IndexOf(column.Name) is >= 0 and var i && Conform(column, table.Columns[i]) is { } conforming && !ReferenceEquals(conforming, table.Columns[i])) changed[column.Name] = conforming;
        return changed.Count == 0 ? table : Table.Of(table.Schema.Fields.Select((f, i) => (f.Name, changed.GetValueOrDefault(f.Name, table.Columns[i]))));
    }

    /// <summary>The column as the schema wants it, or null. Whole numbers may become doubles, and a column without any value has the type that it is said to have.</summary>
    public static Column? Conform(SchemaColumn declared, Column column)
    {
        if (column.Type == declared.Type) return column;
        if (column is IntegerColumn { Type: ColumnType.Int64 } integers && declared.Type == ColumnType.Double) return ColumnConversion.ToDouble(integers);
        return column.CountMissing() == column.Length ? ColumnConversion.AllMissing(declared.Type, column.Length) : null;
    }

    /// <summary>What the schema says of a column's values, as checks.</summary>
    public static IEnumerable<(string Name, ICheck Check)> ChecksOf(SchemaColumn column)
    {
        if (column.IsNullable == false) yield return ("nullable", new NotNullCheck());
        if (column.Present is { } share) yield return ("present", new NotNullCheck { Share = share });
        foreach (var (name, parameters) in column.Checks.Checks) yield return (name, RondoParts.Catalog.Create<ICheck>(name, parameters));
    }

    /// <summary>What is wrong with the values of a column that has its type.</summary>
    public static IEnumerable<Mistake> Values(SchemaFile schema, SchemaColumn column, Table table, CancellationToken cancellation)
    {
        foreach (var (_, check) in ChecksOf(column))
        {
            // A key may go over columns that are missing or have other types; those are told of already.
            if (check.Refuse(table.Schema, column.Name).Any()) continue;
            var result = check.Run(new CheckInput(table, column.Name) { Cancellation = cancellation });
            if (!result.IsPassed) yield return Told(schema, column, result, "Put the data right, or change the schema file.");
        }
    }

    static IEnumerable<Mistake> Whole(SchemaFile schema, Table table, CancellationToken cancellation)
    {
        var checks = schema.Unique.Select(u => (ICheck)new UniqueCheck { Columns = [.. u.Columns] });
        if (schema.Rows is { } rows) checks = checks.Prepend(new RowsCheck { Min = rows.Min ?? 0, Max = rows.Max });
        foreach (var check in checks)
        {
            if (check.Refuse(table.Schema, null).Any()) continue;
            var result = check.Run(new CheckInput(table) { Cancellation = cancellation });
            if (result.IsPassed) continue;
            yield return new Mistake(result.Code!, result.Message) { Blame = Blame.Check, File = schema.File, Row = result.Rows.Length > 0 ? result.Rows[0] + 1 : null, Hint = $"Put the data right, or change the schema file. {Accept}" };
        }
    }

    static Mistake Missing(SchemaFile schema, SchemaColumn column, IEnumerable<string> added)
    {
        var likely = Spelling.Nearest(column.Name, added);
        var message = $"The data have no column '{column.Name}' ({column.Type.Word}), which they had when the schema was written.";
        return Differs(schema, column, "missing_column", message, likely is null ? "Bring it back, or say `required: false` in the schema file." : $"Is it '{likely}' now? Then rename it there or in the schema file.");
    }

    static Mistake New(SchemaFile schema, Field field) =>
        new("new_column", $"The data have a new column '{field.Name}' ({field.Type.Word}), which is not in the schema.")
        {
            Blame = Blame.Check,
            File = schema.File,
            Field = field.Name,
            Hint = $"Add `{field.Name}: {{ type: {field.Type.Word} }}` to the schema file, or let `rondo schema accept` do it.",
        };

    static Mistake Told(SchemaFile schema, SchemaColumn column, CheckResult result, string hint) =>
        Differs(schema, column, result.Code!, result.Message, hint) with { Row = result.Rows.Length > 0 ? result.Rows[0] + 1 : null };

    static Mistake Differs(SchemaFile schema, SchemaColumn column, string code, string message, string hint) =>
        new(code, message) { Blame = Blame.Check, File = schema.File, Line = column.At?.Line, Column = column.At?.Column, Field = column.Name, Hint = $"{hint} {Accept}" };
}
