using System.Collections.Concurrent;
using System.Diagnostics;
using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch.Sinks;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Batch;

/// <summary>
/// Scores rows piece by piece into a sink: several pieces side by side, written in order, so that memory does not grow with the rows.
/// A job that was stopped or killed goes on behind the last row that its sink has committed.
/// </summary>
public sealed class BatchScoring
{
    private static readonly TimeSpan s_betweenCommits = TimeSpan.FromSeconds(1);

    private readonly LoadedModel _model;
    private readonly BatchRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentDictionary<(string Code, string? Field), Mistake> _notes = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    BatchScoring(LoadedModel model, BatchRequest request, CancellationToken cancellation) =>
        (_model, _request, _cancellation) = (model, request, cancellation);

    /// <exception cref="RondoException">Data, model and output do not go together, or one of them can't be reached.</exception>
    public static BatchResult Run(Workspace workspace, LoadedModel model, BatchRequest request, CancellationToken cancellation)
    {
        var address = Secrets.Expand(request.Output);
        var sink = SinkKind.Of(address, RondoParts.Catalog);
        using var folder = BatchFolder.Open(workspace, SinkKind.PlaceOf(address, request.Output));
        if (request.IsAnew) folder.Clear();
        var scoring = new BatchScoring(model, request, cancellation);
        var result = scoring.Run(sink, address, folder);
        if (!result.IsCancelled) folder.Remove();
        return result;
    }

    BatchResult Run(ISink sink, string address, BatchFolder folder)
    {
        var rows = BatchRows.Open(_model, _request.Data, folder, _request.Threads, _request.Say, _cancellation);
        using var pieces = rows.Pieces(_cancellation).GetEnumerator();
        // There is at least one piece, or the source has said why not.
        pieces.MoveNext();
        var first = pieces.Current;
        var table = first.Read();
        var columns = new ResultColumns(_model, Whole(table, rows), _request.Interval);
        var job = new BatchJob(_model.Version.ToString(), _model.Version.ModelHash, rows.DataHash, columns.Form);
        var note = new ProgressFile(folder.NotePath);
        var target = new BatchTarget(address, _request.Output, job, columns.Schema)
        {
            StateFolder = folder.Path,
            Noted = note.Read,
            Note = note.Write,
            Keys = columns.Keys,
            IsAnew = _request.IsAnew,
            PrivateHosts = _request.WebhookHosts,
            Say = _request.Say,
        };
        using var output = sink.Open(target, _cancellation);
        if (output.Anew is { } why) _request.Say($"begins anew: {why}");
        else if (output.Committed > 0) _request.Say(FormattableString.Invariant($"goes on after {output.Committed:N0} rows"));
        return Write(Remaining(first with { Read = () => table }, pieces), rows, columns, job, output);
    }

    static IEnumerable<RowPiece> Remaining(RowPiece first, IEnumerator<RowPiece> others)
    {
        yield return first;
        while (others.MoveNext()) yield return others.Current;
    }

    BatchResult Write(IEnumerable<RowPiece> pieces, BatchRows rows, ResultColumns columns, BatchJob job, IBatchOutput output)
    {
        var before = output.Committed;
        var inFlight = new Queue<Task<(PredictedRows Rows, ReadOnlyMemory<byte> Encoded)>>();
        var (written, lastCommit) = (before, Stopwatch.GetTimestamp());
        void Take()
        {
            var (predicted, encoded) = inFlight.Dequeue().GetAwaiter().GetResult();
            output.Write(predicted, encoded, _cancellation);
            written += predicted.Count;
            if (Stopwatch.GetElapsedTime(lastCommit) < s_betweenCommits) return;
            output.Commit(_cancellation);
            lastCommit = Stopwatch.GetTimestamp();
        }
        try
        {
            foreach (var piece in pieces)
            {
                if (piece.Start + piece.Rows <= before) continue;
                inFlight.Enqueue(Task.Run(() =>
                {
                    var predicted = Score(piece, before, rows, columns, job);
                    return (predicted, output.Encode(predicted));
                }, _cancellation));
                if (inFlight.Count > _request.Threads) Take();
            }
            while (inFlight.Count > 0) Take();
            if (before == 0) CheckSeen(rows);
            rows.CheckUnchanged();
            output.Complete(_cancellation);
            return new BatchResult(written, before, Notes());
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            output.Commit(CancellationToken.None);
            return new BatchResult(output.Committed, before, Notes(), IsCancelled: true);
        }
        finally
        {
            // Nothing may still run when the output is closed; what it threw has been told, or comes after what was.
            foreach (var task in inFlight) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
    }

    PredictedRows Score(RowPiece piece, long before, BatchRows rows, ResultColumns columns, BatchJob job)
    {
        var table = Whole(piece.Read(), rows);
        var start = piece.Start;
        if (start < before)
        {
            table = table.Take([.. Enumerable.Range((int)(before - start), (int)(start + piece.Rows - before))]);
            start = before;
        }
        Look(table, start);
        return new PredictedRows(job, start, columns.Of(table, _model.Pipeline.Predict(table, 1, _cancellation)));
    }

    // Of several pieces with values of the same kind, the first one speaks.
    void Look(Table table, long start)
    {
        Mistake[] found = [.. SchemaWatch.Look(_model.Schema, _model.Pipeline, table, _cancellation).Select(m => m.Row is { } row ? m with { Row = start + row } : m)];
        if (_request.IsStrict && found.Length > 0) throw new RondoException(found);
        foreach (var note in found)
            _notes.AddOrUpdate((note.Code, note.Field), note, (_, known) => (known.Row ?? 0) <= (note.Row ?? 0) ? known : note);
    }

    // Objects of JSON leave out what they have no value for.
    Table Whole(Table table, BatchRows rows)
    {
        if (!rows.MayLackColumns) return table;
        foreach (var name in rows.Wanted)
        {
            if (table.Schema.Contains(name)) _seen[name] = true;
            else table = table.With(name, ColumnConversion.AllMissing(_model.Pipeline.Input.Find(name)?.Type ?? ColumnType.Text, table.RowCount));
        }
        return table;
    }

    // A column that no row had is missing; that is known at the end alone.
    void CheckSeen(BatchRows rows)
    {
        if (!rows.MayLackColumns) return;
        var seen = Table.Of(_seen.Keys.Select(name => (name, ColumnConversion.AllMissing(_model.Pipeline.Input.Find(name)?.Type ?? ColumnType.Text, 0))));
        _model.Pipeline.Conform(seen);
    }

    IReadOnlyList<Mistake> Notes() => [.. _notes.Values.OrderBy(n => n.Field, StringComparer.Ordinal).ThenBy(n => n.Code, StringComparer.Ordinal)];
}
