using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Reads the points of one metric of one run, in order of step, time and value.</summary>
static class MetricPoints
{
    /// <summary>Up to so many names, reading past the other metrics' points is quicker than seeking each step (0.13 against 3 to 7 µs measured).</summary>
    const int MostNamesToScan = 16;

    const string Scan = "metric_points AS p WHERE p.run_id = $1 AND p.step >= $2 AND p.name = $3";

    // From step to step by the key (a loose index scan), so that the points of other names are not read.
    const string Steps = """
        WITH RECURSIVE steps (step) AS (
            SELECT min(f.step) FROM metric_points AS f WHERE f.run_id = $1 AND f.step >= $2
            UNION ALL
            SELECT (SELECT min(n.step) FROM metric_points AS n WHERE n.run_id = $1 AND n.step > s.step) FROM steps AS s WHERE s.step IS NOT NULL)
        """;

    const string Seek = "steps AS s CROSS JOIN metric_points AS p WHERE p.run_id = $1 AND p.step = s.step AND p.name = $3";

    /// <summary>The points after the one that is given, at most so many.</summary>
    public static IEnumerable<LoggedMetric> Read(StoreSession session, string run, string metric, LoggedMetric? after = null, long limit = long.MaxValue)
    {
        var isWide = IsWide(session, run);
        var rows = session.Statement($"""
            {(isWide ? Steps : "")} SELECT p.step, p.time_us, p.value, p.is_nan FROM {(isWide ? Seek : Scan)}
            {(after is null ? "" : "AND (p.step, p.time_us, p.value, p.is_nan) > ($2, $4, $5, $6)")}
            ORDER BY p.run_id, p.step, p.name, p.time_us, p.value, p.is_nan LIMIT {(after is null ? "$4" : "$7")}
            """).Bind(1, run).Bind(2, after?.Step ?? long.MinValue).Bind(3, metric);
        if (after is { } last)
        {
            var isNan = double.IsNaN(last.Value);
            rows.Bind(4, last.TimeMicroseconds).Bind(5, isNan ? 0 : last.Value).Bind(6, isNan ? 1L : 0L).Bind(7, limit);
        }
        else
        {
            rows.Bind(4, limit);
        }
        while (rows.Next()) yield return new LoggedMetric(metric, rows.Number(3) != 0 ? double.NaN : rows.Real(2), rows.Number(0), rows.Number(1));
    }

    public static long Count(StoreSession session, string run, string metric) => Number(session
        .Statement(IsWide(session, run) ? $"{Steps} SELECT count(*) FROM {Seek}" : $"SELECT count(*) FROM {Scan}")
        .Bind(1, run).Bind(2, long.MinValue).Bind(3, metric));

    static bool IsWide(StoreSession session, string run) => MostNamesToScan < Number(session
        .Statement($"SELECT count(*) FROM (SELECT 1 FROM metric_summaries WHERE run_id = $1 LIMIT {MostNamesToScan + 1}) AS few")
        .Bind(1, run));

    static long Number(StoreStatement row)
    {
        row.Next();
        var number = row.Number(0);
        row.Stop();
        return number;
    }
}
