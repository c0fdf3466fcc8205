namespace Rondo.Lifecycle.Webhooks;

/// <summary>Pauses between attempts, each twice as long as the one before.</summary>
readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    // Beyond that any first pause is longer than the longest.
    private const int MostDoublings = 30;

    /// <param name="failures">In a row, from 1 on.</param>
    public TimeSpan After(long failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return pause < Longest ? pause : Longest;
    }
}
