using System.Collections.Immutable;

namespace Rondo.Observe.Drift;

/// <summary>The tests of one column, before they are corrected for their number.</summary>
/// <param name="IsGone">Whether the current rows lack the column.</param>
sealed record ColumnFindings(string Name, ImmutableArray<ColumnTest> Tests, bool IsGone = false)
{
    public string? Note { get; init; }

    public string? MissingNote { get; init; }
}

/// <summary>One test.</summary>
/// <param name="effect">From 0 to 1.</param>
sealed class ColumnTest(string method, double pValue, double effect)
{
    public string Method { get; } = method;

    public double PValue { get; } = pValue;

    public double Effect { get; } = effect;

    /// <summary>The p-value, corrected for the number of all tests.</summary>
    public double Corrected { get; set; } = pValue;
}
