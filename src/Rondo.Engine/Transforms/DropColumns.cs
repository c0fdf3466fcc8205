using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Takes columns out of the features.</summary>
[Part("drop_columns", "Takes columns out of the features.")]
public sealed record DropColumns : ITransform
{
    [Param("The columns to take out.")]
    public string[] Columns { get; init; } = [];

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        ColumnChoice.Resolve(table, this, Columns, _ => true, _ => false, "any column");
        var dropped = Columns.ToImmutableSortedSet(StringComparer.Ordinal);
        if (dropped.Count == table.Schema.Fields.Length && dropped.Count > 0)
            throw new RondoException("no_features", "'drop_columns' would leave no column to learn from.", "Keep at least one.");
        return new FittedDropColumns(dropped);
    }
}

[Fitted("drop_columns")]
sealed class FittedDropColumns(ImmutableSortedSet<string> columns) : IFittedTransform, IReadable<FittedDropColumns>
{
    public Table Apply(Table table) => table.Drop(columns);

    public Table Bind(Table row, RowSteps steps) => row.Drop(columns);

    public LoweredTable Lower(LoweredTable table) => table.Drop(columns);

    public void Write(PipelineWriter writer) => writer.Texts(columns);

    public static FittedDropColumns Read(PipelineReader reader, int version) =>
        new(reader.Texts().ToImmutableSortedSet(StringComparer.Ordinal));
}
