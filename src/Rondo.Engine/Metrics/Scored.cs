using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Metrics;

/// <summary>Predictions beside the truth: all that a metric may look at. Immutable by agreement.</summary>
public sealed record Scored
{
    private readonly Lazy<string?> _problem;

    /// <param name="target">The truth.</param>
    /// <param name="predictions">Row by row: the value, or a probability for each class. Shape: rows x target.Outputs.</param>
    /// <param name="weights">Weight of each row, at or above 0; null means all 1.</param>
    /// <param name="threshold">In a binary task the positive class is predicted from this probability on.</param>
    public Scored(Target target, double[] predictions, double[]? weights = null, double threshold = 0.5)
    {
        Outputs = target.Task == TaskKind.Clustering && target.Rows > 0 ? predictions.Length / target.Rows : target.Outputs;
        if (predictions.Length != target.Rows * Outputs)
            throw new ArgumentException($"{target.Rows} rows with {Outputs} outputs need as many predictions, not {predictions.Length}.", nameof(predictions));
        if (weights is not null && weights.Length != target.Rows)
            throw new ArgumentException($"{target.Rows} rows need as many weights, not {weights.Length}.", nameof(weights));
        if (weights is not null && weights.Any(w => !(w >= 0) || double.IsInfinity(w)))
            throw new ArgumentException("A weight is negative or not a finite number.", nameof(weights));
        Target = target;
        Predictions = predictions;
        Weights = weights;
        Threshold = threshold;
        _problem = new(() => predictions.Any(p => !double.IsFinite(p)) ? "a prediction is not a finite number" : null);
    }

    public Target Target { get; }

    public double[] Predictions { get; }

    public double[]? Weights { get; }

    public double Threshold { get; }

    public int Rows => Target.Rows;

    /// <summary>Numbers predicted for each row.</summary>
    public int Outputs { get; }

    /// <summary>Where the rows lie, for metrics of clusters; null in other tasks.</summary>
    public FeatureMatrix? Features { get; init; }

    /// <summary>Why no metric has a value here; null when nothing stands against it.</summary>
    public string? Problem => _problem.Value;

    public int ActualClass(int row) => (int)Target.Values[row];

    /// <summary>Binary: by the threshold. Multiclass: the most probable, the first of equals.</summary>
    public int PredictedClass(int row)
    {
        var outputs = Outputs;
        if (Target.Task == TaskKind.Binary) return Predictions[row * outputs + 1] >= Threshold ? 1 : 0;
        var best = 0;
        for (var k = 1; k < outputs; k++)
            if (Predictions[row * outputs + k] > Predictions[row * outputs + best]) best = k;
        return best;
    }

    public double Probability(int row, int k) => Predictions[row * Outputs + k];

    public double[] WeightsOrOnes()
    {
        if (Weights is not null) return Weights;
        var ones = new double[Rows];
        Array.Fill(ones, 1);
        return ones;
    }

    public Scored Take(int[] rows)
    {
        var outputs = Outputs;
        var predictions = new double[rows.Length * outputs];
        for (var i = 0; i < rows.Length; i++)
            Predictions.AsSpan(rows[i] * outputs, outputs).CopyTo(predictions.AsSpan(i * outputs));
        return new Scored(Target.Take(rows), predictions, Weights is null ? null : [.. rows.Select(r => Weights[r])], Threshold) { Features = Features?.Take(rows) };
    }
}
