using System.Collections.Immutable;

namespace Rondo.Retrain.Promotion;

/// <summary>What a gate says of a challenger.</summary>
public enum GateAnswer
{
    /// <summary>It is better, and surely so.</summary>
    Passed,
    /// <summary>It may be better or not: the champion stays.</summary>
    Held,
    /// <summary>It is worse, or misses what it must reach.</summary>
    Refused,
}

/// <summary>The answer of a gate with what it rests on.</summary>
/// <param name="Reason">Why, in a sentence for people.</param>
public sealed record GateVerdict(GateAnswer Answer, string Reason)
{
    /// <summary>How much better the challenger is on all rows; null when that could not be measured.</summary>
    public PairedGain? Overall { get; init; }

    public ImmutableArray<SliceGain> Slices { get; init; } = [];

    public required string Metric { get; init; }

    public required double Confidence { get; init; }

    /// <summary>The metric of both on these rows; null where it is undefined.</summary>
    public double? Champion { get; init; }

    public double? Challenger { get; init; }

    public required int Rows { get; init; }

    /// <summary>The p-value of the signed ranks, which a few large losses can't sway; null where there is none.</summary>
    public double? RankPValue { get; init; }
}

/// <summary>How much better the challenger is on some rows: positive is better, whatever the metric's direction.</summary>
/// <param name="Gain">The mean loss that it saves, or by how much the metric is better.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Method">The name of the test.</param>
public sealed record PairedGain(double Gain, double Low, double High, double PValue, string Method)
{
    /// <summary>What the gain is a share of: the champion's mean loss or its metric; null where that is 0.</summary>
    public double? Relative { get; init; }
}

/// <summary>Rows that have something in common.</summary>
/// <param name="Rows">Their numbers among the rows that decide.</param>
public sealed record GateSlice(string Name, ImmutableArray<int> Rows);

/// <summary>A slice's gain.</summary>
/// <param name="PWorse">How likely so much worse were by chance, corrected for the number of slices (Holm 1979).</param>
public sealed record SliceGain(string Name, int Rows, PairedGain Gain, double PWorse)
{
    public required bool IsWorse { get; init; }
}
