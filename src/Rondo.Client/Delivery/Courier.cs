using System.Text.Json;
using Rondo.Client.Spool;
using Rondo.Client.Wire;

namespace Rondo.Client.Delivery;

/// <summary>Takes records of one spool to the server, each run's in order, and sets aside what it refuses.</summary>
sealed class Courier(MlflowApi api, Patience patience, Tally tally, RunBook runs, RejectedFile rejected, SpoolFiles files)
{
    readonly List<string> _sentFiles = [];
    readonly HashSet<uint> _endedRuns = [];
    readonly Dictionary<uint, string> _refusedWholly = [];

    /// <summary>Returns when each record is acknowledged or rejected.</summary>
    /// <param name="once">Throws when the server is away, instead of waiting for it.</param>
    public async Task Deliver(IReadOnlyList<SpoolRecord> records, bool once, CancellationToken cancellation)
    {
        foreach (var ofRun in records.GroupBy(r => r.Run))
        {
            var run = runs.Find(ofRun.Key);
            if (run is null) Reject(null, [.. ofRun], Answer.Refused("The file that says what run this belongs to is lost."));
            else if (await IsCreated(ofRun.Key, run, [.. ofRun], once, cancellation).ConfigureAwait(false)) await DeliverTo(ofRun.Key, run, ofRun, once, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Removes what was needed only until the records were acknowledged.</summary>
    public void Tidy()
    {
        foreach (var file in _sentFiles) files.Delete(file);
        _sentFiles.Clear();
        foreach (var number in _endedRuns) runs.Remove(number);
        _endedRuns.Clear();
    }

    async Task<bool> IsCreated(uint number, SpooledRun run, SpoolRecord[] records, bool once, CancellationToken cancellation)
    {
        if (run.RunId is not null) return true;
        run.ParentId ??= run.Parent is { } parent ? runs.Find(parent)?.RunId : null;
        var answer = await patience.Ask(t => api.Create(run, t), once, cancellation).ConfigureAwait(false);
        if (answer.IsDone)
        {
            foreach (var (child, other) in runs.All.Where(r => r.Value.Parent == number && r.Value.ParentId is null))
            {
                other.ParentId = run.RunId;
                Save(child);
            }
            Save(number);
            return true;
        }
        Reject(run, records, answer);
        if (records.Any(r => r.Kind == RecordKind.End)) End(number, run);
        return false;
    }

    async Task DeliverTo(uint number, SpooledRun run, IEnumerable<SpoolRecord> records, bool once, CancellationToken cancellation)
    {
        var batch = new Batch();
        foreach (var record in records)
        {
            if (record.Kind is RecordKind.Metric or RecordKind.Param or RecordKind.Tag)
            {
                if (batch.TryAdd(record)) continue;
                await DeliverBatch(number, run, batch, once, cancellation).ConfigureAwait(false);
                batch = new Batch();
                batch.TryAdd(record);
                continue;
            }
            await DeliverBatch(number, run, batch, once, cancellation).ConfigureAwait(false);
            batch = new Batch();
            await DeliverOne(number, run, record, once, cancellation).ConfigureAwait(false);
        }
        await DeliverBatch(number, run, batch, once, cancellation).ConfigureAwait(false);
    }

    async Task DeliverBatch(uint number, SpooledRun run, Batch batch, bool once, CancellationToken cancellation)
    {
        if (batch.Taken == 0) return;
        List<(SpoolRecord Record, Answer Answer)> refused = [];
        var records = batch.Records;
        await Settle(number, run, records, refused, once, cancellation).ConfigureAwait(false);
        tally.AddSent(batch.Taken - refused.Count);
        if (refused.Count == 0) return;
        if (refused.Count == records.Length && refused.TrueForAll(r => r.Answer.Message == refused[0].Answer.Message)) _refusedWholly[number] = refused[0].Answer.Message;
        foreach (var group in refused.GroupBy(r => r.Answer.Message)) Reject(run, [.. group.Select(r => r.Record)], group.First().Answer);
    }

    // The server takes a batch whole or not at all: halves find the records that it minds, and the others arrive.
    async Task Settle(uint number, SpooledRun run, ReadOnlyMemory<SpoolRecord> records, List<(SpoolRecord, Answer)> refused, bool once, CancellationToken cancellation)
    {
        var body = LogBatchJson.Of(run.RunId!, records.Span);
        if (body.Length <= LogBatchJson.LargestBody || records.Length == 1)
        {
            var answer = await patience.Ask(t => api.LogBatch(body, t), once, cancellation).ConfigureAwait(false);
            if (answer.IsDone) return;
            // Some refusals are about the run, such as that it was deleted.
            if (records.Length == 1 || answer.Status is 403 or 404 || _refusedWholly.GetValueOrDefault(number) == answer.Message)
            {
                foreach (var record in records.Span) refused.Add((record, answer));
                return;
            }
        }
        var half = records.Length / 2;
        await Settle(number, run, records[..half], refused, once, cancellation).ConfigureAwait(false);
        await Settle(number, run, records[half..], refused, once, cancellation).ConfigureAwait(false);
    }

    async Task DeliverOne(uint number, SpooledRun run, SpoolRecord record, bool once, CancellationToken cancellation)
    {
        var file = record.Kind == RecordKind.Artifact ? files.PathOf(record.Text) : "";
        var answer = record.Kind switch
        {
            RecordKind.Start => Answer.Done,
            RecordKind.Artifact when !File.Exists(file) => Answer.Refused("The copy that was to be sent is lost."),
            RecordKind.Artifact => await patience.Ask(t => api.PutArtifact(run.ArtifactUri, record.Key, file, t), once, cancellation).ConfigureAwait(false),
            RecordKind.Dataset => await patience.Ask(t => api.LogDataset(run.RunId!, JsonSerializer.Deserialize(record.Text, WireJson.Default.LoggedDataset)!, t), once, cancellation).ConfigureAwait(false),
            RecordKind.End => await patience.Ask(t => api.Update(run.RunId!, record.Text, record.Time, t), once, cancellation).ConfigureAwait(false),
            _ => Answer.Refused($"This version of the client knows no records of kind {(int)record.Kind}."),
        };
        if (answer.IsDone) tally.AddSent(1);
        else Reject(run, [record], answer);
        if (record.Kind == RecordKind.End) End(number, run);
        if (record.Kind == RecordKind.Artifact) _sentFiles.Add(record.Text);
    }

    void End(uint number, SpooledRun run)
    {
        run.IsEnded = true;
        Save(number);
        _endedRuns.Add(number);
    }

    void Save(uint number)
    {
        try
        {
            runs.Save(number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // After a crash the server is asked by the run's local id instead.
            tally.Tell(NoticeKind.SpoolUnwritable, $"What is known of a run can't be written: {e.Message}");
        }
    }

    void Reject(SpooledRun? run, SpoolRecord[] records, Answer answer)
    {
        tally.AddRejected(records.Length);
        var kept = rejected.Path;
        try
        {
            foreach (ref readonly var record in records.AsSpan())
            {
                rejected.Add(run, record, answer);
                if (record.Kind == RecordKind.Artifact && File.Exists(files.PathOf(record.Text))) rejected.Take(files.PathOf(record.Text));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            kept = $"nowhere ({e.Message})";
        }
        var first = records[0];
        tally.Tell(NoticeKind.Rejected, $"The server refused {records.Length} records of run '{run?.Name ?? run?.LocalId}', first {first.Kind} '{first.Key}': {answer.Message} They are kept in {kept}.", records.Length);
    }
}
