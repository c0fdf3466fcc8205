namespace Rondo.Lifecycle.Runs;

/// <summary>Bounds what is found out about a model by the budget: what was learned goes before what is told about it.</summary>
sealed class Judging(TimeBudget budget, RunOptions options)
{
    private readonly List<string> _leftOut = [];

    /// <summary>What there was no time for.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Does the work while there is time; after that ends it and gives the other value.</summary>
    /// <param name="what">What the work finds out, as a report names it.</param>
    public T Within<T>(string what, T otherwise, Func<RunOptions, T> work)
    {
        if (budget.Until(budget.RefitEnds) is { } left && left <= TimeSpan.Zero) return LeaveOut();
        using var late = budget.CancelledAt(budget.JudgingEnds, options.Cancellation);
        try
        {
            return work(options with { Cancellation = late.Token });
        }
        catch (OperationCanceledException) when (!options.Cancellation.IsCancellationRequested)
        {
            return LeaveOut();
        }

        T LeaveOut()
        {
            _leftOut.Add(what);
            return otherwise;
        }
    }
}
