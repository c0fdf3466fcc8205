using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Turns a DuckDB result into a table.</summary>
static class ResultTable
{
    /// <param name="result">Read to its end.</param>
    /// <param name="missing">What text is a missing value; null: none.</param>
    /// <param name="rows">How many are to be expected.</param>
    /// <param name="file">Named in mistakes.</param>
    public static List<(string Name, Column Column)> Read(QueryResult result, MissingWords? missing, int rows, string? file)
    {
        var builders = BuildersOf(result, missing, rows, file);
        foreach (var chunk in result.Chunks())
        {
            if ((long)builders[0].Count + chunk.RowCount > Array.MaxLength)
                throw new RondoException(new Mistake("too_many_rows", "There are more rows than a table holds.") { File = file });
            for (var column = 0; column < builders.Length; column++) builders[column].Add(chunk[column]);
        }
        return Built(result, builders);
    }

    /// <summary>The same a piece of at least so many rows at a time.</summary>
    public static IEnumerable<List<(string Name, Column Column)>> ReadPieces(QueryResult result, MissingWords? missing, int rows, string? file)
    {
        var builders = BuildersOf(result, missing, 0, file);
        foreach (var chunk in result.Chunks())
        {
            for (var column = 0; column < builders.Length; column++) builders[column].Add(chunk[column]);
            if (builders[0].Count < rows) continue;
            yield return Built(result, builders);
            builders = BuildersOf(result, missing, rows, file);
        }
        if (builders[0].Count > 0) yield return Built(result, builders);
    }

    static List<(string Name, Column Column)> Built(QueryResult result, ColumnBuilder[] builders) => [.. result.Columns.Zip(builders, (c, b) => (c.Name, b.Build()))];

    static ColumnBuilder[] BuildersOf(QueryResult result, MissingWords? missing, int rows, string? file)
    {
        var builders = new List<ColumnBuilder>();
        var mistakes = new List<Mistake>();
        foreach (var (name, type) in result.Columns)
        {
            if (ColumnBuilder.For(type, missing, rows) is { } builder) builders.Add(builder);
            else mistakes.Add(Refusal(name, type, file));
        }
        return mistakes.Count == 0 ? [.. builders] : throw new RondoException(mistakes);
    }

    static Mistake Refusal(string name, LogicalType type, string? file) =>
        new(IsNested(type) ? "nested_value" : "unsupported_type", $"Column '{name}' has the type {type}, which a table's cells can't have.")
        {
            File = file,
            Field = name,
            Hint = type.Id switch
            {
                LogicalTypeId.Blob => "Leave it out of the file, or write it as text.",
                LogicalTypeId.Time or LogicalTypeId.TimeTz or LogicalTypeId.TimeNanoseconds => "Leave it out of the file, or write a timestamp or the seconds of the day.",
                LogicalTypeId.Interval => "Leave it out of the file, or write the number of seconds.",
                _ when IsNested(type) => "Flatten it, or leave it out of the file.",
                _ => "Leave it out of the file, or write it as a number or text.",
            },
        };

    public static bool IsNested(LogicalType type) =>
        type.Id is LogicalTypeId.List or LogicalTypeId.Array or LogicalTypeId.Struct or LogicalTypeId.Map or LogicalTypeId.Union;
}
