using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Drift;

/// <summary>
/// Compares current rows with reference ones, column by column. An alert takes two things: a change that chance does not make, its p-value corrected
/// for all tests of all columns (Holm 1979), and one that is large enough to matter. So no change gives few alerts on few rows, and a tiny one gives none on many.
/// </summary>
public static class DriftCheck
{
    const ulong Seed = 42;

    /// <param name="reference">At least one row.</param>
    /// <param name="current">At least one row; columns that the reference lacks are not compared.</param>
    /// <exception cref="RondoException">There are no rows to compare.</exception>
    public static DriftReport Compare(Table reference, Table current, DriftOptions options, CancellationToken cancellation = default)
    {
        if (reference.RowCount == 0 || current.RowCount == 0)
            throw new RondoException("no_rows", $"The {(reference.RowCount == 0 ? "reference" : "current")} data have no rows to compare.", "Wait for rows, or name other data.");
        var findings = new DriftFindings(reference.RowCount, current.RowCount);
        foreach (var field in reference.Schema.Fields)
        {
            cancellation.ThrowIfCancellationRequested();
            findings.Add(ColumnProfile.Of(field.Name, reference[field.Name], int.MaxValue), current.Schema.Contains(field.Name) ? current[field.Name] : null);
        }
        if (options.IsMultivariate) AddTogether(findings, reference, current, cancellation);
        return findings.Judge(options);
    }

    static void AddTogether(DriftFindings findings, Table reference, Table current, CancellationToken cancellation)
    {
        // What is compared one by one for what it is, and no time or free text.
        var names = reference.Schema.Fields
            .Where(f => current.Schema.Contains(f.Name) && current[f.Name].Type == f.Type && ColumnProfile.Of(f.Name, reference[f.Name], 2) is { IsTime: false, Words: null })
            .Select(f => f.Name).ToArray();
        var (before, now) = (reference.Select(names), current.Select(names));
        findings.AddTogether(DomainClassifier.Test(before, now, Seed, cancellation));
        findings.AddTogether(ReconstructionError.Test(before, now, Seed));
    }
}
