using System.Diagnostics.Metrics;

namespace Rondo.Lifecycle.Store;

/// <summary>Counts and times what was written, for whoever listens to the meter <c>Rondo.Store</c>.</summary>
static class StoreMeter
{
    static readonly Meter _meter = new("Rondo.Store");
    static readonly Counter<long> _commits = _meter.CreateCounter<long>("rondo_store_commits_total", description: "Transactions written.");
    static readonly Histogram<double> _seconds = _meter.CreateHistogram<double>("rondo_store_commit_seconds", description: "Time of a writing transaction, waiting for the lock included.");

    public static void Committed(TimeSpan time)
    {
        _commits.Add(1);
        _seconds.Record(time.TotalSeconds);
    }
}
