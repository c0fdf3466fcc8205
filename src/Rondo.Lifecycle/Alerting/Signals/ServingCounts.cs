using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Alerting.Signals;

/// <summary>Requests that servers answered for a model, and how many of them by an error, in spans of ten seconds.</summary>
public sealed class ServingCounts : IWindowSignals
{
    static readonly TimeSpan s_span = TimeSpan.FromSeconds(10);
    static readonly TimeSpan s_kept = TimeSpan.FromDays(60);

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal ServingCounts(StoreDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Adds what was counted since <paramref name="since"/>; servers of one store add to the same spans.</summary>
    public void Add(IReadOnlyCollection<(string Model, long Requests, long Errors)> counted, DateTimeOffset since)
    {
        if (counted.Count == 0) return;
        var at = since.ToMicroseconds();
        at -= at % (long)s_span.TotalMicroseconds;
        _database.Write(session =>
        {
            foreach (var (model, requests, errors) in counted)
                session.Execute("""
                    INSERT INTO serving_counts (model, at_us, requests, errors) VALUES (@model, @at, @requests, @errors)
                    ON CONFLICT (model, at_us) DO UPDATE SET requests = serving_counts.requests + excluded.requests, errors = serving_counts.errors + excluded.errors
                    """, new { model, at, requests, errors });
            session.Execute("DELETE FROM serving_counts WHERE at_us < @old", new { old = _clock.NowMicroseconds - (long)s_kept.TotalMicroseconds });
        });
    }

    public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation)
    {
        var (requests, errors) = _database.Read(session => session.First<(long, long)>(
            "SELECT coalesce(sum(requests), 0), coalesce(sum(errors), 0) FROM serving_counts WHERE model = @Model AND at_us >= @from AND at_us < @to",
            new { window.Model, from = window.From.ToMicroseconds(), to = window.To.ToMicroseconds() }));
        return requests == 0 ? new Dictionary<string, double>() : new Dictionary<string, double> { ["errors"] = errors, ["error_rate"] = (double)errors / requests };
    }
}
