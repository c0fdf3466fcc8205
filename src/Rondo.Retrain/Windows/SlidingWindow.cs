using Rondo.Engine.Errors;

namespace Rondo.Retrain.Windows;

/// <summary>The rows of the last span of time, counted back from the newest one.</summary>
/// <param name="Span">In the units of the rows' times.</param>
public sealed record SlidingWindow(long Span)
{
    /// <param name="rows">Numbers of the rows to learn from.</param>
    /// <param name="times">When each row was, by its number.</param>
    /// <param name="newest">When the newest of all rows was.</param>
    /// <returns>The rows that are kept, in the order given.</returns>
    /// <exception cref="RondoException">None is left.</exception>
    public int[] Keep(int[] rows, long[] times, long newest)
    {
        var from = newest - Span;
        int[] kept = [.. rows.Where(r => times[r] > from)];
        if (kept.Length > 0) return kept;
        throw new RondoException("empty_window", $"None of the {rows.Length} rows to learn from lies within the window, counted back from the newest row.", "Give a longer `sliding`, or a smaller part for testing.");
    }
}
