using System.Diagnostics.Metrics;

namespace Rondo.Server.Telemetry;

/// <summary>
/// Tells a histogram that is counted elsewhere to an instrument, which takes single values only: as many values in each bucket as came
/// since the last time, placed within it so that their sum is right too.
/// </summary>
sealed class ReplayedHistogram
{
    long[] _told = [];
    double _toldSum;

    public void Tell(PageHistogram now, Histogram<double> instrument)
    {
        var added = Added(now);
        var (least, room) = (0.0, 0.0);
        for (var i = 0; i < added.Length; i++)
        {
            var (from, to) = Bucket(now, i);
            least += added[i] * from;
            room += added[i] * (to - from);
        }
        var more = Math.Max(0, now.Sum - _toldSum - least);
        // Counts and sum are read one after the other: what doesn't fit now fits the next time.
        var share = room > 0 ? Math.Min(1, more / room) : 0;
        var beyond = added[^1] > 0 ? Math.Max(0, more - room) / added[^1] : 0;
        for (var i = 0; i < added.Length; i++)
        {
            var (from, to) = Bucket(now, i);
            var value = from + share * (to - from) + (i == added.Length - 1 ? beyond : 0);
            for (var n = 0L; n < added[i]; n++) instrument.Record(value, now.Labels);
            _toldSum += added[i] * value;
        }
    }

    long[] Added(PageHistogram now)
    {
        var counts = new long[now.AtOrBelow.Count];
        for (var i = 0; i < counts.Length; i++) counts[i] = now.AtOrBelow[i] - (i == 0 ? 0 : now.AtOrBelow[i - 1]);
        if (_told.Length == 0) _told = new long[counts.Length];
        var added = new long[counts.Length];
        for (var i = 0; i < counts.Length; i++) (added[i], _told[i]) = (Math.Max(0, counts[i] - _told[i]), Math.Max(counts[i], _told[i]));
        return added;
    }

    // A bucket has its upper bound, not its lower one. The last has no upper bound: its room is what the others can't hold.
    static (double From, double To) Bucket(PageHistogram now, int place)
    {
        var from = place == 0 ? 0 : Math.BitIncrement(now.Bounds[place - 1]);
        return (from, place < now.Bounds.Count ? now.Bounds[place] : from);
    }
}
