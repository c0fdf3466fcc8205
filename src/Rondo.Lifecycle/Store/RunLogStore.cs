namespace Rondo.Lifecycle.Store;

/// <summary>A line of a run's log.</summary>
/// <param name="Line">From 1 on.</param>
public sealed record LogLine(long Line, DateTimeOffset Time, string Text);

/// <summary>What runs said. A line that was added outlives the process and a power cut.</summary>
public sealed class RunLogStore
{
    readonly StoreDatabase _database;

    internal RunLogStore(StoreDatabase database) => _database = database;

    /// <summary>Adds lines to a run's log in one transaction; lines that are there already stay as they are.</summary>
    public void Append(string run, IReadOnlyCollection<LogLine> lines)
    {
        if (lines.Count == 0) return;
        _database.Write(session => session.Execute("""
            INSERT INTO run_log (run_id, line, time_us, text)
            SELECT id, @Line, @time, @Text FROM runs WHERE id = @run
            ON CONFLICT (run_id, line) DO NOTHING
            """,
            lines.Select(l => new { run, l.Line, time = l.Time.ToMicroseconds(), l.Text })));
    }

    /// <summary>The lines after this one, oldest first: a page of a log that may still grow.</summary>
    public IReadOnlyList<LogLine> Read(string run, long after = 0, int limit = 100_000) => _database.Read(session => session
        .Query<LogRow>("SELECT line, time_us, text FROM run_log WHERE run_id = @run AND line > @after ORDER BY line LIMIT @limit", new { run, after, limit })
        .ConvertAll(row => new LogLine(row.Line, StoreClock.FromMicroseconds(row.TimeUs), row.Text)));

    /// <summary>The last lines, oldest first, and how many there are in all.</summary>
    public (IReadOnlyList<LogLine> Lines, long Total) Tail(string run, int most) => _database.Read(session =>
    {
        var lines = session
            .Query<LogRow>("SELECT line, time_us, text FROM run_log WHERE run_id = @run ORDER BY line DESC LIMIT @most", new { run, most })
            .ConvertAll(row => new LogLine(row.Line, StoreClock.FromMicroseconds(row.TimeUs), row.Text));
        lines.Reverse();
        return ((IReadOnlyList<LogLine>)lines, session.Scalar<long>("SELECT count(*) FROM run_log WHERE run_id = @run", new { run }));
    });

    sealed class LogRow
    {
        public long Line { get; set; }
        public long TimeUs { get; set; }
        public string Text { get; set; } = "";
    }
}
