namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Keeps all points of metrics, and of each metric its last point and its bounds.</summary>
static class MetricTables
{
    const string Point = """
        INSERT INTO metric_points (run_id, name, step, time_us, value, is_nan) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """;

    // A comparison with NULL is not true, so bounds pass over what is no number. The last of equal steps and times is the largest (as MLflow has it).
    const string Summary = """
        INSERT INTO metric_summaries AS s (run_id, name, last_step, last_time_us, last_value, min_value, max_value) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (run_id, name) DO UPDATE SET
            last_step = CASE WHEN (excluded.last_step, excluded.last_time_us) >= (s.last_step, s.last_time_us) THEN excluded.last_step ELSE s.last_step END,
            last_time_us = CASE WHEN (excluded.last_step, excluded.last_time_us) >= (s.last_step, s.last_time_us) THEN excluded.last_time_us ELSE s.last_time_us END,
            last_value = CASE
                WHEN (excluded.last_step, excluded.last_time_us) > (s.last_step, s.last_time_us) THEN excluded.last_value
                WHEN (excluded.last_step, excluded.last_time_us) = (s.last_step, s.last_time_us) AND (s.last_value IS NULL OR excluded.last_value > s.last_value) THEN excluded.last_value
                ELSE s.last_value END,
            min_value = CASE WHEN s.min_value IS NULL OR excluded.min_value < s.min_value THEN excluded.min_value ELSE s.min_value END,
            max_value = CASE WHEN s.max_value IS NULL OR excluded.max_value > s.max_value THEN excluded.max_value ELSE s.max_value END
        """;

    public static void Write(StoreSession session, string run, IReadOnlyList<LoggedMetric> points)
    {
        if (points.Count == 0) return;
        var insert = session.Statement(Point);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var isNan = double.IsNaN(point.Value);
            insert.Bind(1, run).Bind(2, point.Name).Bind(3, point.Step).Bind(4, point.TimeMicroseconds)
                .Bind(5, isNan ? 0 : point.Value).Bind(6, isNan ? 1L : 0L).Add();
        }
        if (points.Count == 1)
        {
            Summarise(session, run, points[0].Name, new MetricSpan(points[0]));
            return;
        }
        var spans = new Dictionary<string, MetricSpan>(StringComparer.Ordinal);
        for (var i = 0; i < points.Count; i++)
        {
            ref var span = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(spans, points[i].Name, out var isKnown);
            if (isKnown) span.Add(points[i]);
            else span = new MetricSpan(points[i]);
        }
        foreach (var (name, span) in spans) Summarise(session, run, name, span);
    }

    /// <summary>Forgets the points of runs that are about to be deleted.</summary>
    public static void Delete(StoreSession session, string run)
    {
        foreach (var table in (string[])["metric_points", "metric_summaries"])
            session.Execute($"""
                DELETE FROM {table} WHERE run_id IN
                    (WITH RECURSIVE family (id) AS (SELECT id FROM runs WHERE id = @run UNION ALL SELECT r.id FROM runs AS r JOIN family AS f ON r.parent_id = f.id) SELECT id FROM family)
                """, new { run });
    }

    static void Summarise(StoreSession session, string run, string name, MetricSpan span) => session.Statement(Summary)
        .Bind(1, run).Bind(2, name).Bind(3, span.Step).Bind(4, span.Time).Bind(5, Number(span.Last)).Bind(6, Number(span.Min)).Bind(7, Number(span.Max)).Add();

    static double? Number(double value) => double.IsNaN(value) ? null : value;

    /// <summary>The last and the bounds of some points.</summary>
    struct MetricSpan(LoggedMetric point)
    {
        public long Step = point.Step;
        public long Time = point.TimeMicroseconds;
        public double Last = point.Value;
        public double Min = point.Value;
        public double Max = point.Value;

        public void Add(LoggedMetric point)
        {
            var order = (point.Step, point.TimeMicroseconds).CompareTo((Step, Time));
            if (order > 0 || (order == 0 && (double.IsNaN(Last) || point.Value > Last))) (Step, Time, Last) = (point.Step, point.TimeMicroseconds, point.Value);
            if (double.IsNaN(Min) || point.Value < Min) Min = point.Value;
            if (double.IsNaN(Max) || point.Value > Max) Max = point.Value;
        }
    }
}
