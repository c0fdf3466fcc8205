using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Batch;

/// <summary>What came of a job.</summary>
/// <param name="Rows">Written, those of earlier starts included.</param>
/// <param name="Before">Of which an earlier start had written so many.</param>
/// <param name="Notes">How the rows are unlike those that the model was trained on.</param>
/// <param name="IsCancelled">Whether it was stopped; what was written is kept, and the same job goes on from there.</param>
public sealed record BatchResult(long Rows, long Before, IReadOnlyList<Mistake> Notes, bool IsCancelled = false);
