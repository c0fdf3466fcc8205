using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>What was tested for leaks, and what was found.</summary>
public sealed record LeakageReport(ImmutableArray<LeakageTestReport> Tests, ImmutableArray<LeakageFindingReport> Findings);

/// <summary>One way to leak that was looked for.</summary>
public sealed record LeakageTestReport(string Name, string Summary);

/// <summary>A finding with its evidence.</summary>
/// <param name="Severity">error or warning.</param>
/// <param name="Allowed">Whether the file allows its columns.</param>
public sealed record LeakageFindingReport(string Code, string Severity, ImmutableArray<string> Columns, string Message, string Hint, bool Allowed);
