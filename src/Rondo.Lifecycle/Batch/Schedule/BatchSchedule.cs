using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Batch.Schedule;

/// <summary>
/// The batch jobs that models' files declare, each by the version that the model's plain name means. A time that passed while nothing ran is made up for once;
/// a job never runs twice at once; a run that was killed is gone on with.
/// </summary>
/// <param name="clock">Says what time it is.</param>
/// <param name="threads">For each job.</param>
/// <param name="say">Takes remarks about what is going on.</param>
public sealed class BatchSchedule(Workspace workspace, TimeProvider clock, int threads, Action<string> say)
{
    readonly DeclaredSections _files = new(workspace);

    string Folder => Path.Combine(workspace.Folder, "batch", "schedule");

    // Where relative paths of files begin.
    string Root => Path.GetDirectoryName(Path.GetFullPath(workspace.Folder))!;

    /// <summary>Hosts in the private network that a webhook may go to.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>Every model whose file declares a job, in order of their names.</summary>
    public IReadOnlyList<ScheduledBatch> List() =>
    [
        .. from job in Declared()
           let ledger = BatchLedger.Read(LedgerOf(job.Model))
           select job with { Ledger = ledger, Next = job.Batch.Next(ledger?.LastDue ?? ledger?.Since ?? clock.GetUtcNow()) },
    ];

    /// <summary>Runs what is due now, and begins to count the time of jobs that are new.</summary>
    /// <returns>The runs, also those that failed.</returns>
    public IReadOnlyList<(string Model, BatchRun Run)> RunDue(CancellationToken cancellation)
    {
        var runs = new List<(string, BatchRun)>();
        foreach (var job in List().Where(j => j.Batch.Schedule is not null))
        {
            using var alone = TryLock(job.Model);
            if (alone is null) continue;
            var now = clock.GetUtcNow();
            var ledger = BatchLedger.Read(LedgerOf(job.Model));
            if (ledger is null) BatchLedger.New(now).Write(LedgerOf(job.Model));
            else if (LastDue(job.Batch, ledger, now) is { } due) runs.Add((job.Model, Run(job, ledger, due, cancellation)));
        }
        return runs;
    }

    /// <summary>Runs a model's job now, whatever its schedule says.</summary>
    /// <exception cref="RondoException">The model's file declares no job, or the job runs already.</exception>
    public BatchRun RunNow(string model, CancellationToken cancellation)
    {
        var job = List().FirstOrDefault(j => j.Model == model)
            ?? throw new RondoException("no_batch", $"The file of '{model}', of the version that this name means, declares no batch job.", "Declare it: deploy: { batch: { input: \"inbox/*.csv\", output: scored/, schedule: \"@daily\" } }, and run the file again.");
        using var alone = TryLock(model) ?? throw new RondoException("batch_running", $"The batch job of '{model}' runs already.", "Wait until it is done.");
        return Run(job, BatchLedger.Read(LedgerOf(model)) ?? BatchLedger.New(clock.GetUtcNow()), null, cancellation);
    }

    IEnumerable<ScheduledBatch> Declared() =>
        from file in _files.Read().Files
        let batch = DeclaredBatch.Of(file.Spec)
        where batch is not null
        select new ScheduledBatch(file.Model, file.Version, batch, null, null);

    // The last of the times that passed.
    static DateTimeOffset? LastDue(DeclaredBatch batch, BatchLedger ledger, DateTimeOffset now)
    {
        DateTimeOffset? last = null;
        for (var next = batch.Next(ledger.LastDue ?? ledger.Since); next <= now; next = batch.Next(next.Value)) last = next;
        return last;
    }

    BatchRun Run(ScheduledBatch job, BatchLedger ledger, DateTimeOffset? due, CancellationToken cancellation)
    {
        var started = clock.GetUtcNow();
        var (files, rows, error) = (0, 0L, (string?)null);
        try
        {
            var model = LoadedModel.Open(workspace, ModelReference.Version(job.Model, job.Version));
            foreach (var (input, output, state) in Work(job.Batch, ledger))
            {
                var result = BatchScoring.Run(workspace, model, new BatchRequest(input, output) { Threads = threads, WebhookHosts = WebhookHosts, Say = say }, cancellation);
                if (result.IsCancelled) throw new OperationCanceledException(cancellation);
                (files, rows) = (files + 1, rows + result.Rows);
                if (state is null) continue;
                ledger = ledger with { Scored = ledger.Scored.SetItem(input, state) };
                ledger.Write(LedgerOf(job.Model));
            }
        }
        catch (Exception e) when (e is RondoException or IOException or UnauthorizedAccessException)
        {
            error = e.Message;
        }
        var run = new BatchRun(due, started, clock.GetUtcNow(), job.Version, files, rows, error);
        (ledger with { LastDue = due ?? ledger.LastDue }).With(run).Write(LedgerOf(job.Model));
        return run;
    }

    // What is left to score: of a pattern the files that are new or have changed.
    IEnumerable<(string Input, string Output, string? State)> Work(DeclaredBatch batch, BatchLedger ledger)
    {
        if (SourceKind.SchemeOf(batch.Input) is not null) return [(batch.Input, OutputOf(batch, null), null)];
        if (batch.IsPattern && !batch.IntoFolder && SourceKind.SchemeOf(batch.Output) is null)
            throw new RondoException("bad_batch", $"Each file of '{batch.Input}' needs a result of its own, and '{batch.Output}' is one file.", "Write a folder: output: scored/");
        return Files(batch).Select(file => (file, OutputOf(batch, file), State(file))).Where(w => !batch.IsPattern || ledger.Scored.GetValueOrDefault(w.file) != w.Item3).Select(w => (w.file, w.Item2, (string?)w.Item3));
    }

    IReadOnlyList<string> Files(DeclaredBatch batch)
    {
        try
        {
            return SourceFiles.Of(new SourceSpec(Secrets.Expand(batch.Input)) { Folder = Root });
        }
        catch (RondoException e) when (batch.IsPattern && e.Mistakes[0].Code == "no_match")
        {
            // Nothing came since.
            return [];
        }
    }

    string OutputOf(DeclaredBatch batch, string? file)
    {
        if (SourceKind.SchemeOf(batch.Output) is not null) return batch.Output;
        var path = Path.GetFullPath(batch.Output, Root);
        if (!batch.IntoFolder) return path;
        Directory.CreateDirectory(path);
        return Path.Combine(path, file is null ? "scored.csv" : Path.GetFileName(file));
    }

    static string State(string file)
    {
        var info = new FileInfo(file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc:O}");
    }

    string LedgerOf(string model) => Path.Combine(Folder, model + ".json");

    FileStream? TryLock(string model)
    {
        Directory.CreateDirectory(Folder);
        try
        {
            return new FileStream(Path.Combine(Folder, model + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>A model's declared job, what was done of it, and when it is due next.</summary>
/// <param name="Version">The version that predicts now.</param>
/// <param name="Ledger">Null before anything was done.</param>
/// <param name="Next">Null when it has no schedule.</param>
public sealed record ScheduledBatch(string Model, int Version, DeclaredBatch Batch, BatchLedger? Ledger, DateTimeOffset? Next);
