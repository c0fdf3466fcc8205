using Rondo.Client.Spool;
using Rondo.Client.Wire;

namespace Rondo.Client.Delivery;

/// <summary>Sends what processes left that ended before they could, and ends their runs.</summary>
sealed class Leftovers(string serverFolder, MlflowApi api, Patience patience, Tally tally, Func<string, RejectedFile> rejectedOf, Func<string, bool> isOpenHere)
{
    static readonly TimeSpan _between = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    SpoolLog? _log;

    /// <summary>Ends when what lay there at the start is sent.</summary>
    public Task FirstLook => _firstLook.Task;

    public long Waiting => Volatile.Read(ref _log)?.Waiting ?? 0;

    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                foreach (var folder in SpoolFolder.Adopt(serverFolder))
                {
                    if (!_unreadable.Contains(folder.Path)) await Send(folder, cancellation).ConfigureAwait(false);
                    folder.Dispose();
                }
                _firstLook.TrySetResult();
                await Task.Delay(_between, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                tally.Tell(NoticeKind.Fault, $"Sending what an ended process left stumbled, and is tried again: {e}");
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task Send(SpoolFolder folder, CancellationToken cancellation)
    {
        using var held = folder;
        var ended = folder.LastWritten;
        try
        {
            using var log = SpoolLog.Open(folder.Path);
            var runs = RunBook.Open(folder.Path);
            Volatile.Write(ref _log, log);
            var count = log.Waiting;
            if (count > 0) tally.Tell(NoticeKind.LeftoversFound, $"A process that ended left {count} records in {folder.Path}; they are sent now.", count);
            var courier = new Courier(api, patience, tally, runs, rejectedOf(Path.GetFileName(folder.Path)), new SpoolFiles(folder.FilesFolder));
            while (log.Read() is { IsEmpty: false } window)
            {
                if (window.DamagedBytes > 0) tally.Tell(NoticeKind.SpoolDamaged, $"{window.DamagedBytes} bytes in {folder.Path} are no records: the process ended while it wrote them.");
                await courier.Deliver(window.Records, once: false, cancellation).ConfigureAwait(false);
                log.Acknowledge(window);
                courier.Tidy();
            }
            await EndRuns(runs, ended, cancellation).ConfigureAwait(false);
            if (count > 0) tally.Tell(NoticeKind.LeftoversSent, $"What lay in {folder.Path} is with the server.", count);
        }
        catch (InvalidDataException e)
        {
            _unreadable.Add(folder.Path);
            tally.Tell(NoticeKind.SpoolDamaged, $"{e.Message} It is left as it is.");
            return;
        }
        finally
        {
            Volatile.Write(ref _log, null);
        }
        folder.Remove();
    }

    // Nobody else would tell the server that these ended with their process.
    async Task EndRuns(RunBook runs, DateTimeOffset ended, CancellationToken cancellation)
    {
        foreach (var (_, run) in runs.All.Where(r => !r.Value.IsEnded && r.Value.RunId is { } id && !isOpenHere(id)))
            await patience.Ask(t => api.Update(run.RunId!, "KILLED", ended.ToUnixTimeMilliseconds(), t), once: false, cancellation).ConfigureAwait(false);
    }
}
