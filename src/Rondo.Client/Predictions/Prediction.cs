namespace Rondo.Client.Predictions;

/// <summary>What a model says of one row.</summary>
/// <param name="PredictionId">Joins it to the server's log and to the truth that comes later.</param>
public sealed record Prediction(string PredictionId)
{
    /// <summary>The number predicted; null when classes are.</summary>
    public double? Number { get; init; }

    /// <summary>The class predicted; null when a number is.</summary>
    public string? Class { get; init; }

    /// <summary>The probability of each class; empty when a number is predicted.</summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; init; } = new Dictionary<string, double>();

    /// <summary>Between which numbers the truth lies with the probability asked for; null when none was.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>What each column contributed; null when it was not asked for.</summary>
    public Explanation? Explanation { get; init; }

    public override string ToString() => Class ?? FormattableString.Invariant($"{Number:R}");
}

/// <summary>The columns' parts in a score, which with <paramref name="Base"/> add up to it.</summary>
/// <param name="Space">What the score is: prediction, probability or log_odds.</param>
/// <param name="IsExact">Whether the division among columns is exact, as for trees and linear models.</param>
public sealed record Explanation(IReadOnlyDictionary<string, double> Contributions, double Base, string Space, bool IsExact);
