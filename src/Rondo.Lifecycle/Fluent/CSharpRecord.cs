using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>A schema as the C# record that says the same.</summary>
static class CSharpRecord
{
    /// <param name="name">The record's name.</param>
    /// <param name="columns">Those that the data have.</param>
    /// <param name="target">The column to predict; null when it is none of them.</param>
    public static string Of(string name, IEnumerable<SchemaColumn> columns, string? target)
    {
        var text = new StringBuilder($"public sealed record {name}\n{{\n");
        var taken = new HashSet<string>(StringComparer.Ordinal) { name };
        foreach (var column in columns)
        {
            var property = Named(column.Name, taken);
            if (column.Name == target) text.Append("    [Target]\n");
            if (PartCatalog.SnakeCase(property) != column.Name) text.Append($"    [Column({CSharpLiteral.Text(column.Name)})]\n");
            text.Append($"    public {TypeOf(column)} {property} {{ get; init; }}\n\n");
        }
        return text.ToString().TrimEnd() + "\n}\n";
    }

    /// <summary>A name for a type, made of words.</summary>
    public static string Pascal(string words)
    {
        var name = new StringBuilder();
        foreach (var part in words.Split([.. words.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries))
            name.Append(char.ToUpperInvariant(part[0])).Append(part[1..]);
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? $"C{name}" : name.ToString();
    }

    static string Named(string column, HashSet<string> taken)
    {
        var name = Pascal(column);
        for (var i = 2; !taken.Add(name); i++) name = FormattableString.Invariant($"{Pascal(column)}{i}");
        return name;
    }

    static string TypeOf(SchemaColumn column) => column.Type switch
    {
        ColumnType.Double => "double?",
        ColumnType.Int64 => "long?",
        ColumnType.Boolean => "bool?",
        ColumnType.Date => "DateOnly?",
        ColumnType.Timestamp => "DateTime?",
        ColumnType.TimestampUtc => "DateTimeOffset?",
        _ => "string?",
    };
}
