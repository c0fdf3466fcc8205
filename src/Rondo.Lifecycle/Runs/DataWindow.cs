using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Retrain.Windows;

namespace Rondo.Lifecycle.Runs;

/// <summary>Which of the training rows are learnt from.</summary>
static class DataWindow
{
    // Unrelated to the hashes by which rows are split.
    const ulong Salt = 0x7265736572766f69;

    /// <param name="source">All rows.</param>
    /// <param name="time">The column that says when a row was.</param>
    /// <param name="train">Numbers of the training rows.</param>
    /// <exception cref="RondoException">There are no times to go by, or no row is left.</exception>
    public static int[] Keep(WindowSpec window, Table source, string? time, int[] train)
    {
        if (window.Sliding is { } span) train = Slide(SpecValues.Span(span)!.Value, source, time, train);
        return window.Reservoir is { } size ? new Reservoir((int)size).Keep(train, RowHash.Of(source, Salt)) : train;
    }

    static int[] Slide(TimeSpan span, Table source, string? time, int[] train)
    {
        if (time is null || source[time] is not IntegerColumn column)
            throw new RondoException("missing_key", "A sliding window goes by the times of rows, and the file names no time column.", "Add `time:` to `prepare:`, or use `reservoir`.");
        var newest = long.MinValue;
        for (var row = 0; row < column.Length; row++)
            if (!column.IsMissing(row)) newest = Math.Max(newest, column.Values[row]);
        return new SlidingWindow(new TrainingTimes(column.Type, column.Values).UnitsOf(span)).Keep(train, column.Values, newest);
    }
}
