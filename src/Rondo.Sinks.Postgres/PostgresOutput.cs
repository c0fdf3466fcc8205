using Rondo.Deploy.Batch;
using Rondo.Engine.Errors;
using Rondo.Sources.Postgres;

namespace Rondo.Sinks.Postgres;

/// <summary>
/// Rows and the note of how far the job has come are committed in one transaction, so each row is there exactly once, whenever either side dies.
/// The notes are in the table <c>rondo_batch</c> of the same database, one for each table that jobs write to.
/// </summary>
sealed class PostgresOutput : IBatchOutput
{
    private const string Notes = """
        CREATE TABLE IF NOT EXISTS rondo_batch (
            target text PRIMARY KEY, model text NOT NULL, model_hash text NOT NULL, data text NOT NULL, form text NOT NULL,
            rows bigint NOT NULL, is_done boolean NOT NULL, changed timestamptz NOT NULL DEFAULT now())
        """;

    private const string Note = """
        INSERT INTO rondo_batch (target, model, model_hash, data, form, rows, is_done) VALUES ($1, $2, $3, $4, $5, 0, false)
        ON CONFLICT (target) DO UPDATE SET model = excluded.model, model_hash = excluded.model_hash, data = excluded.data, form = excluded.form,
            rows = 0, is_done = false, changed = now()
        """;

    private readonly PostgresConnection _connection;
    private readonly ResultTable _table;
    private readonly BatchJob _job;
    private readonly string _target;
    private readonly BatchJob? _superseded;
    private bool _isBegun;
    private long _rows;

    PostgresOutput(PostgresConnection connection, ResultTable table, BatchTarget target)
    {
        (_connection, _table, _job, _target) = (connection, table, target.Job, table.Sql);
        // One writer at a time; the lock goes with the connection, however that ends.
        if (!connection.Rows("SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended('rondo_batch ' || $1, 0))", row => row.GetBoolean(0), _target)[0])
            throw new RondoException(new Mistake("output_busy", $"Another job is writing to the table {_target} of {connection.Shown}.") { Hint = "Wait until it is done, or stop it." });
        if (connection.Rows("SELECT pg_catalog.to_regclass('rondo_batch') IS NULL", row => row.GetBoolean(0))[0]) connection.Execute(Notes);
        table.Ensure();
        var known = connection.Rows("SELECT model, model_hash, data, form, rows, is_done FROM rondo_batch WHERE target = $1",
            row => (Job: new BatchJob(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), Rows: row.GetInt64(4), IsDone: row.GetBoolean(5)), _target);
        if (known is not [var (earlier, rows, isDone)]) return;
        var difference = _job.DifferenceFrom(earlier);
        if (!isDone && rows > 0 && !target.IsAnew) Anew = difference;
        _isBegun = !isDone && difference is null && !target.IsAnew;
        if (_isBegun) Committed = _rows = rows;
        // Rows of a job that never ended are no result; those of this very job are about to come again.
        else if (!isDone || difference is null) _superseded = earlier;
    }

    public long Committed { get; private set; }

    public string? Anew { get; }

    public static PostgresOutput Open(PostgresAddress address, string table, BatchTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var connection = new PostgresConnection(address);
        try
        {
            return new PostgresOutput(connection, new ResultTable(connection, table, target.Columns), target);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ReadOnlyMemory<byte> Encode(PredictedRows rows) => DelimitedRows.Encode(rows, (byte)',');

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation)
    {
        if (!_connection.IsInTransaction) Begin();
        if (rows.Count > 0) _connection.Copy(_table.Copy, encoded);
        _rows += rows.Count;
    }

    public void Commit(CancellationToken cancellation) => Commit(isDone: false);

    public void Complete(CancellationToken cancellation)
    {
        if (!_connection.IsInTransaction) Begin();
        Commit(isDone: true);
    }

    public void Dispose() => _connection.Dispose();

    void Begin()
    {
        _connection.Begin();
        if (_isBegun) return;
        if (_superseded is { } earlier) _table.Remove(earlier);
        _connection.Execute(Note, _target, _job.Model, _job.ModelHash, _job.Data, _job.Form);
        _isBegun = true;
    }

    void Commit(bool isDone)
    {
        if (!_connection.IsInTransaction) return;
        // Nobody else may have moved it: the lock would be lost with the connection, and this transaction with it.
        var moved = _connection.Execute("UPDATE rondo_batch SET rows = $1, is_done = $2, changed = now() WHERE target = $3 AND rows = $4", _rows, isDone, _target, Committed);
        if (moved != 1) throw new RondoException("output_busy", $"Another job has written to the table {_target} meanwhile.", "Run it again: it goes on from what is there.");
        _connection.Commit();
        Committed = _rows;
    }
}
