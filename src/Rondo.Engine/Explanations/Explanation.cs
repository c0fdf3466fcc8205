using System.Collections.Immutable;

namespace Rondo.Engine.Explanations;

/// <summary>What contributions add up to.</summary>
public enum ExplanationSpace
{
    /// <summary>The number predicted.</summary>
    Prediction,
    /// <summary>The probability of a class.</summary>
    Probability,
    /// <summary>Log-odds: the sigmoid makes the positive class's probability of them, or the softmax those of several classes.</summary>
    LogOdds,
}

/// <summary>How much each feature moves the prediction of each row away from a base value. Base and contributions add up to the score.</summary>
public sealed record Explanation
{
    /// <summary>What contributes: features as the model sees them, or raw columns.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>For each feature the column of the data that it comes from; its own name when it comes from several.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>What is explained: 'prediction', the positive class, or each class.</summary>
    public required ImmutableArray<string> Outputs { get; init; }

    public required ExplanationSpace Space { get; init; }

    /// <summary>Whether the scores are those before the pipeline's calibration.</summary>
    public bool IsBeforeCalibration { get; init; }

    /// <summary>False where the order in which columns join was drawn: then the sum is exact, and its division has noise.</summary>
    public required bool IsExact { get; init; }

    /// <summary>The score that contributions start from, for each output.</summary>
    public required ImmutableArray<double> Base { get; init; }

    /// <summary>Row by row, in it output by output. Shape: rows x Outputs x Features.</summary>
    public required double[] Contributions { get; init; }

    public required int Rows { get; init; }

    /// <summary>The contributions to one output of one row. Shape: Features.</summary>
    public ReadOnlySpan<double> Of(int row, int output = 0) => Contributions.AsSpan((row * Outputs.Length + output) * Features.Length, Features.Length);

    /// <summary>Base and contributions together.</summary>
    public double Score(int row, int output = 0)
    {
        var score = Base[output];
        foreach (var contribution in Of(row, output)) score += contribution;
        return score;
    }

    /// <summary>The same with the features of one column added up.</summary>
    public Explanation ByColumn()
    {
        string[] columns = [.. Columns.Distinct(StringComparer.Ordinal)];
        if (columns.Length == Features.Length) return this with { Features = Columns };
        var index = columns.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        int[] places = [.. Columns.Select(name => index[name])];
        var sums = new double[checked(Rows * Outputs.Length * columns.Length)];
        for (var i = 0; i < Contributions.Length; i++) sums[i / places.Length * columns.Length + places[i % places.Length]] += Contributions[i];
        return this with { Features = [.. columns], Columns = [.. columns], Contributions = sums };
    }
}
