using System.Collections.Immutable;

namespace Rondo.Observe.Drift;

/// <summary>What a comparison says of one column.</summary>
/// <param name="IsAlert">Whether it changed surely and by enough to matter.</param>
/// <param name="IsSignificant">Whether it changed surely, by however little.</param>
/// <param name="PValue">Corrected for the number of all tests made; null when nothing could be tested.</param>
/// <param name="Effect">The size of the change, 0 to 1; null when nothing could be measured.</param>
/// <param name="Method">The test that found the most: ks, chi_square, missing_rate or presence; none when there was nothing to test.</param>
/// <param name="Note">What else is to be known, in words; null for nothing.</param>
public sealed record ColumnDrift(string Name, bool IsAlert, bool IsSignificant, double? PValue, double? Effect, string Method, string? Note);

/// <summary>What a comparison says of all columns.</summary>
/// <param name="ReferenceRows">Rows that the current ones are compared with.</param>
/// <param name="Columns">In the reference's order.</param>
public sealed record DriftReport(int ReferenceRows, int CurrentRows, ImmutableArray<ColumnDrift> Columns)
{
    /// <summary>What all columns say together; empty when nobody asked.</summary>
    public ImmutableArray<ColumnDrift> Together { get; init; } = [];

    /// <summary>Whether any column gives an alert, or all together do.</summary>
    public bool IsAlert => Columns.Any(c => c.IsAlert) || Together.Any(c => c.IsAlert);

    /// <summary>The share of columns that give one.</summary>
    public double Share => Columns.IsEmpty ? 0 : (double)Columns.Count(c => c.IsAlert) / Columns.Length;
}
