using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments.Outcomes;

/// <summary>What a unit brought: a number of the business's own, such as revenue or a complaint.</summary>
/// <param name="Time">When it happened; null for now.</param>
public sealed record Outcome(string Unit, string Metric, double Value, DateTimeOffset? Time);

/// <summary>What became of outcomes that came in.</summary>
/// <param name="Duplicates">Outcomes of a unit, metric and time that are known with that value.</param>
public sealed record OutcomeReceipt(int Accepted, int Duplicates);

/// <summary>The outcomes of a store. One of a unit, a metric and a time is one however often it comes, and a later value replaces an earlier one; those without a time all count.</summary>
public sealed class OutcomeStore
{
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal OutcomeStore(StoreDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Keeps outcomes; all of them are on the disk when this returns, or none.</summary>
    public OutcomeReceipt Add(IReadOnlyList<Outcome> outcomes) => _database.Write(session =>
    {
        var (now, accepted, duplicates) = (_clock.NowMicroseconds, 0, 0);
        var insert = session.Statement("""
            INSERT INTO outcomes (unit, metric, at_us, value, received_us) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (metric, unit, at_us) DO UPDATE SET value = excluded.value, received_us = excluded.received_us WHERE outcomes.value <> excluded.value
            """);
        foreach (var outcome in outcomes)
        {
            var at = outcome.Time?.ToMicroseconds() ?? FreeTime(session, outcome, now);
            if (insert.Bind(1, outcome.Unit).Bind(2, outcome.Metric).Bind(3, at).Bind(4, outcome.Value).Bind(5, now).Run() == 0) duplicates++;
            else accepted++;
        }
        return new OutcomeReceipt(accepted, duplicates);
    });

    /// <summary>A metric's outcomes within a time, in the order of units and times.</summary>
    internal IReadOnlyList<(string Unit, long At, double Value)> Of(string metric, DateTimeOffset from, DateTimeOffset to) => _database.Read(session =>
        session.Query<OutcomeRow>("SELECT unit, at_us, value FROM outcomes WHERE metric = @metric AND at_us >= @from AND at_us < @to ORDER BY unit, at_us", new { metric, from = from.ToMicroseconds(), to = to.ToMicroseconds() })
            .ConvertAll(row => (row.Unit, row.AtUs, row.Value)));

    // Two of one moment are two.
    static long FreeTime(StoreSession session, Outcome outcome, long now) =>
        Math.Max(now, session.Scalar<long?>("SELECT max(at_us) FROM outcomes WHERE metric = @Metric AND unit = @Unit AND at_us >= @now", new { outcome.Metric, outcome.Unit, now }) is { } last ? last + 1 : now);

    sealed class OutcomeRow
    {
        public string Unit { get; set; } = "";

        public long AtUs { get; set; }

        public double Value { get; set; }
    }
}
