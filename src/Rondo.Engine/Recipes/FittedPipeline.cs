using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Recipes;

/// <summary>All that stands between a raw row and its prediction. Immutable and thread-safe; this is what pipeline.bin holds.</summary>
public sealed class FittedPipeline
{
    // Scoring goes through the table in pieces, so that memory does not grow with the rows.
    private const int RowsAtATime = 65536;

    /// <summary>The raw columns that a row must bring.</summary>
    public required Schema Input { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>The classes in the order of the probabilities; empty for regression. In a binary task the second one is positive.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    public required ImmutableArray<IFittedTransform> Transforms { get; init; }

    public required MatrixEncoder Encoder { get; init; }

    public required IModel Model { get; init; }

    /// <summary>Binary tasks: the positive class is predicted from this probability on.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Predicts every row. The table may have more columns than <see cref="Input"/>, in any order.</summary>
    /// <exception cref="RondoException">A column is missing or of another type.</exception>
    public Predictions Predict(Table table, int threads = 1, CancellationToken cancellation = default)
    {
        var input = Conform(table);
        var outputs = new double[checked(table.RowCount * Model.Outputs)];
        var rows = new int[Math.Min(RowsAtATime, table.RowCount)];
        for (var start = 0; start < table.RowCount; start += RowsAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(RowsAtATime, table.RowCount - start);
            for (var i = 0; i < count; i++) rows[i] = start + i;
            var piece = count == table.RowCount ? input : input.Take(rows.AsSpan(0, count));
            Model.Predict(Matrix(piece), outputs.AsSpan(start * Model.Outputs, count * Model.Outputs), threads);
        }
        return new Predictions(Task, Classes, outputs) { Threshold = Threshold };
    }

    /// <summary>The features as the model sees them. Shape: rows x Encoder.Features.</summary>
    public FeatureMatrix Matrix(Table conforming)
    {
        var current = conforming;
        foreach (var transform in Transforms) current = transform.Apply(current);
        return Encoder.Apply(current);
    }

    /// <summary>The input columns of a table, in order and of the type that training saw.</summary>
    /// <exception cref="RondoException">All that does not fit, together.</exception>
    public Table Conform(Table table)
    {
        var mistakes = new List<Mistake>();
        var columns = new List<(string, Column)>();
        foreach (var field in Input.Fields)
        {
            if (!table.Schema.Contains(field.Name))
            {
                var hint = Spelling.DidYouMean(field.Name, table.Schema.Fields.Select(f => f.Name).Where(n => !Input.Contains(n)));
                mistakes.Add(new Mistake("missing_column", $"The model needs a column '{field.Name}' ({field.Type.Word}), which the data do not have.") { Field = field.Name, Hint = hint });
            }
            else if (ColumnConversion.To(field.Type, table[field.Name]) is { } column) columns.Add((field.Name, column));
            else
            {
                mistakes.Add(new Mistake("wrong_type", $"Column '{field.Name}' is {table[field.Name].Type.Word}; the model expects {field.Type.Word}.") { Field = field.Name });
            }
        }
        return mistakes.Count == 0 ? Table.Of(columns) : throw new RondoException(mistakes);
    }
}
