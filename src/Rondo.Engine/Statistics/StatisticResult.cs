using System.Collections.Immutable;

namespace Rondo.Engine.Statistics;

/// <summary>What a statistic says.</summary>
/// <param name="Statistic">Null where it is infinite, which <see cref="Details"/> then says.</param>
public sealed record StatisticResult(double? Statistic)
{
    public double? PValue { get; init; }

    /// <summary>The size of the difference, which more rows alone don't make larger.</summary>
    public double? Effect { get; init; }

    /// <summary>The interval of the effect.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>What else is worth knowing: numbers, texts, truths, lists, and details of their own.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Details { get; init; } = [];

    public StatisticResult With(string name, object? value) => this with { Details = Details.Add(new(name, value)) };
}
