using System.Collections.Immutable;
using System.Diagnostics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;

namespace Rondo.Engine.Recipes;

/// <summary>All that stands between a raw row and its prediction. Immutable and thread-safe; this is what pipeline.bin holds.</summary>
public sealed record FittedPipeline
{
    // Scoring goes through the table in pieces, so that memory does not grow with the rows. Where it may be cancelled they begin small and
    // grow while they are quick: of a model that takes long for each row, such as neighbours, no piece may take much over a second.
    private const int RowsAtATime = 65536;
    private const int FirstRows = 256;
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(300);

    /// <summary>The raw columns that a row must bring.</summary>
    public required Schema Input { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>The classes in the order of the probabilities; empty for regression. In a binary task the second one is positive.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The ways that predict together, by weights that add up to 1: one for a plain model, several for an ensemble.</summary>
    public required ImmutableArray<FittedBranch> Branches { get; init; }

    /// <summary>Numbers that a row gets: 1 for regression, else a probability for each class.</summary>
    public int Outputs => Branches[0].Model.Outputs;

    /// <summary>Turns the branches' probabilities into calibrated ones; null when they are used as they are.</summary>
    public IFittedCalibration? Calibration { get; init; }

    /// <summary>Binary tasks: the positive class is predicted from this probability on.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>How far from the prediction the truth may lie; null when it was not asked for.</summary>
    public ConformalIntervals? Intervals { get; init; }

    /// <summary>One row of usual values (median, most frequent) of <see cref="Input"/>, that explanations start from; null when there is none.</summary>
    public Table? Reference { get; init; }

    /// <summary>Predicts every row. The table may have more columns than <see cref="Input"/>, in any order.</summary>
    /// <exception cref="RondoException">A column is missing or of another type.</exception>
    public Predictions Predict(Table table, int threads = 1, CancellationToken cancellation = default)
    {
        var input = Conform(table);
        var outputs = new double[checked(table.RowCount * Outputs)];
        var size = cancellation.CanBeCanceled ? FirstRows : RowsAtATime;
        for (var start = 0; start < table.RowCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(size, table.RowCount - start);
            var begin = Stopwatch.GetTimestamp();
            var piece = count == table.RowCount ? input : input.Take([.. Enumerable.Range(start, count)]);
            Predict(piece, outputs.AsSpan(start * Outputs, count * Outputs), threads);
            start += count;
            if (size < RowsAtATime && Stopwatch.GetElapsedTime(begin) < s_quick) size *= 4;
        }
        return new Predictions(Task, Classes, outputs) { Threshold = Threshold };
    }

    /// <summary>The predictions of these rows beside their truth, for metrics.</summary>
    /// <param name="target">Of the same rows.</param>
    public Scored Score(Table table, Target target, double[]? weights = null, int threads = 1, CancellationToken cancellation = default)
    {
        var predictions = Predict(table, threads, cancellation);
        return new Scored(target, predictions.Values, weights, predictions.Threshold)
        {
            // Clusters are judged by where the rows lie.
            Features = Task == TaskKind.Clustering ? Branches[0].Matrix(Conform(table)) : null,
        };
    }

    /// <summary>Every metric of the task by its name; null where these rows leave it undefined.</summary>
    public IReadOnlyDictionary<string, double?> Evaluate(Table table, Target target, int threads = 1) =>
        MetricSet.Compute(Score(table, target, threads: threads)).ToDictionary(m => m.Name, m => m.Value.Value);

    void Predict(Table piece, Span<double> outputs, int threads)
    {
        if (Branches is [{ Weight: 1 } only]) only.Predict(piece, outputs, threads);
        else
        {
            var part = new double[outputs.Length];
            foreach (var branch in Branches)
            {
                branch.Predict(piece, part, threads);
                for (var i = 0; i < part.Length; i++) outputs[i] += branch.Weight * part[i];
            }
        }
        Calibration?.Apply(outputs, Outputs);
    }

    /// <summary>The input columns of a table, in order and of the type that training saw.</summary>
    /// <exception cref="RondoException">All that does not fit, together.</exception>
    public Table Conform(Table table)
    {
        if (table.Schema.Equals(Input)) return table;
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
