using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Runs;

/// <summary>Holds new rows for a model to the schema of the data that it was trained on, as far as the model reads them.</summary>
public static class SchemaWatch
{
    private const int FewRows = 100;

    /// <summary>What is unlike the training data in the columns of the model. Columns that are missing or of a wrong type are the model's own to refuse; other columns are nobody's business.</summary>
    public static IReadOnlyList<Mistake> Look(SchemaFile? schema, FittedPipeline pipeline, Table rows, CancellationToken cancellation = default)
    {
        var mistakes = new List<Mistake>();
        foreach (var column in schema?.Columns ?? [])
        {
            if (pipeline.Input.Find(column.Name) is null || !rows.Schema.Contains(column.Name)) continue;
            if (SchemaRules.Conform(column, rows[column.Name]) is not { } conforming) continue;
            // Keys and shares are those of a whole table; a few rows of it prove nothing about them.
            var values = column with { Checks = column.Checks with { Checks = column.Checks.Checks.Remove("unique") }, Present = rows.RowCount < FewRows ? null : column.Present };
            mistakes.AddRange(SchemaRules.Values(schema!, values, Table.Of((column.Name, conforming)), cancellation));
        }
        return [.. mistakes.Select(m => m with { File = null, Line = null, Column = null, Hint = "The training data had none such. Put the data right, or predict without `--strict`." })];
    }
}
