using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving.History;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>
/// A time of events and the windows in it, the first of which begins with it. Where nobody says from when, it begins at a whole multiple of the windows' length
/// since 1970, UTC, so that they are the same whoever asks and when.
/// </summary>
/// <param name="To">The first time that no longer belongs to it.</param>
public sealed record TimeRange(DateTimeOffset From, DateTimeOffset To, TimeSpan Window)
{
    const int MostWindows = 1000, UsualWindows = 30;

    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Windows
    {
        get
        {
            for (var start = From; start < To; start += Window) yield return (start, start + Window > To ? To : start + Window);
        }
    }

    /// <summary>The same, beginning earlier when that takes it to the thirty windows that are shown when nobody says from when.</summary>
    public TimeRange WithUsualWindows() => (To - From) / Window >= UsualWindows || To - DateTimeOffset.UnixEpoch < UsualWindows * Window ? this : this with { From = To - UsualWindows * Window };

    /// <exception cref="RondoException">It has more windows than that.</exception>
    public void Require(int most)
    {
        if ((To - From) / Window > most)
            throw new RondoException(new Mistake("bad_range", FormattableString.Invariant($"The time from {From:u} to {To:u} has more than {most} windows of {Window}.")) { Field = "window", Hint = "Ask for a shorter time, or a longer window." });
    }

    /// <summary>When the window begins that a time lies in.</summary>
    public static DateTimeOffset Start(DateTimeOffset time, TimeSpan window)
    {
        var since = (time - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(since - ((since % window.Ticks) + window.Ticks) % window.Ticks);
    }

    /// <summary>What was asked for; what was left out is found in the log: the end behind the last event, the beginning so many windows before.</summary>
    /// <param name="windows">How many windows, when nobody says from when.</param>
    /// <returns>Null when the log has nothing of the model.</returns>
    /// <exception cref="RondoException">The time ends before it begins, or has too many windows.</exception>
    public static TimeRange? Of(PredictionHistory history, string model, DateTimeOffset? from, DateTimeOffset? to, TimeSpan window, int windows = UsualWindows)
    {
        if ((from is null || to is null) && history.Span(model) is { } span)
        {
            to ??= Start(span.Last, window) + window;
            from ??= new DateTimeOffset[] { Start(span.First, window), to.Value - windows * window }.Max();
        }
        if (from is not { } first || to is not { } end) return null;
        if (end <= first) throw new RondoException(new Mistake("bad_range", $"The time from {first:u} to {end:u} ends before it begins.") { Field = "to", Hint = "Give a later `to`, or leave it out." });
        var range = new TimeRange(first, end, window);
        range.Require(MostWindows);
        return range;
    }
}
