using System.Collections.Concurrent;
using Rondo.Client.Delivery;
using Rondo.Client.Registry;
using Rondo.Client.Spool;
using Rondo.Client.Wire;

namespace Rondo.Client;

/// <summary>
/// Logs runs to a Rondo server, or any other that speaks MLflow's API. Records go through a spool on disk:
/// logging never waits for the server, and what it could not take is sent later, by this process or the next with the same spool folder.
/// </summary>
public sealed class RondoClient : IAsyncDisposable
{
    const long LargestSegment = 8 << 20;

    readonly RondoClientOptions _options;
    readonly Connection _connection;
    readonly MlflowApi _api;
    readonly Notices _notices = new();
    readonly Tally _tally;
    readonly Patience _patience;
    readonly SpoolFolder _folder;
    readonly SpoolFiles _files;
    readonly SpoolLog _log;
    readonly SpoolWriter _writer;
    readonly RunBook _runs;
    readonly Sender _sender;
    readonly Leftovers _leftovers;
    readonly Heartbeats _heartbeats;
    readonly ConcurrentDictionary<uint, ActiveRun> _open = new();
    readonly CancellationTokenSource _closing = new();
    readonly Task[] _loops;
    readonly string _serverFolder;
    long _bytesOfOthers;
    uint _lastNumber;
    int _isDisposed;

    /// <param name="server">The server's address, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="apiKey">A key where the server asks for one.</param>
    public RondoClient(Uri server, string? apiKey = null)
        : this(new RondoClientOptions { Server = server, ApiKey = apiKey })
    {
    }

    public RondoClient(RondoClientOptions options)
    {
        _options = options;
        _connection = new Connection(options);
        _api = new MlflowApi(_connection);
        _tally = new Tally(_notices.Tell);
        _patience = new Patience(options, _tally);
        (_serverFolder, _folder) = OpenFolder(options);
        _bytesOfOthers = SpoolFolder.BytesBeside(_folder);
        _files = new SpoolFiles(_folder.FilesFolder);
        _runs = new RunBook(_folder.Path);
        _log = SpoolLog.Create(_folder.Path, Math.Clamp(options.SpoolLimit / 8, 1 << 14, LargestSegment));
        _writer = new SpoolWriter(_log, options.MemoryLimit, Sync, options.SyncEvery, OnDisk, TellRefused);
        var rejected = RejectedOf(Path.GetFileName(_folder.Path));
        RejectedFile = rejected.Path;
        _sender = new Sender(_log, _writer, new Courier(_api, _patience, _tally, _runs, rejected, _files), _tally, options);
        _leftovers = new Leftovers(_serverFolder, _api, _patience, _tally, RejectedOf, id => _open.Values.Any(r => r.Id == id));
        _heartbeats = new Heartbeats(_api, _patience, options, () => _open.Values.Select(r => r.Id).OfType<string>());
        Models = new ModelRegistry(_connection, this, options);
        _loops = [Task.Run(() => _sender.Run(_closing.Token)), Task.Run(() => _leftovers.Run(_closing.Token)), Task.Run(() => _heartbeats.Run(_closing.Token))];
    }

    /// <summary>Tells what a program may want to log itself; the first handler is also told what came before it. Comes on threads of the client; a handler should be quick.</summary>
    public event Action<ClientNotice> Noticed
    {
        add => _notices.Add(value);
        remove => _notices.Remove(value);
    }

    /// <summary>The model registry. Its calls go to the server at once.</summary>
    public ModelRegistry Models { get; }

    /// <summary>Where records are kept that the server refused, a JSON line each; there is no file while there are none.</summary>
    public string RejectedFile { get; }

    public ClientCounters Counters =>
        new(Math.Max(0, _writer.Outbox.Added - _sender.Settled) + _leftovers.Waiting, _tally.Sent, _tally.Rejected, _tally.Refused, _log.Bytes + _files.Bytes);

    internal DateTimeOffset Now => _options.Clock.GetUtcNow();

    string WhyRefused => $"{_writer.Outbox.Length:N0} of {_options.MemoryLimit:N0} bytes in memory and {SpoolBytes:N0} of {_options.SpoolLimit:N0} bytes in {_folder.Path} are taken.";

    long SpoolBytes => Volatile.Read(ref _bytesOfOthers) + _log.Bytes + _files.Bytes;

    /// <summary>Starts a run. When the server is away the run starts offline: it has no id yet, takes records as any other, and is created when the server is back.</summary>
    /// <param name="experiment">The experiment's name; it is created where it doesn't exist.</param>
    /// <param name="name">The run's name; null lets the server choose one.</param>
    /// <param name="parent">A run that this one is a part of.</param>
    /// <param name="tags">Tags to begin with.</param>
    /// <exception cref="RondoClientException">The server refuses it, or asks for another API key.</exception>
    public async Task<ActiveRun> StartRun(string experiment, string? name = null, ActiveRun? parent = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellation = default)
    {
        ThrowIfDisposed();
        Argument.CheckExperiment(experiment, nameof(experiment));
        if (name is not null) Argument.CheckKey(name, nameof(name));
        foreach (var (key, value) in tags ?? new Dictionary<string, string>()) Argument.CheckTag(key, value);
        var run = new SpooledRun
        {
            LocalId = Guid.NewGuid().ToString("N"),
            Experiment = experiment,
            Name = name,
            Tags = Standard(tags),
            StartTime = Now.ToUnixTimeMilliseconds(),
            Parent = parent?.Number,
            ParentId = parent?.Id,
        };
        // The child of a run that the server doesn't know yet waits with it.
        var isCreated = (parent is null || parent.Id is not null) && await IsCreated(run, cancellation).ConfigureAwait(false);
        var number = Interlocked.Increment(ref _lastNumber);
        Keep(number, run);
        if (!isCreated) Log(new(RecordKind.Start, number));
        var active = _open[number] = new ActiveRun(this, number, run);
        return active;
    }

    /// <summary>Goes on with a run that exists, such as one whose process ended; the server has to be there.</summary>
    /// <exception cref="RondoClientException">There is no such run, or no answer.</exception>
    public async Task<ActiveRun> ResumeRun(string runId, CancellationToken cancellation = default)
    {
        ThrowIfDisposed();
        Argument.CheckKey(runId, nameof(runId));
        var found = await _api.GetRun(runId, cancellation).ConfigureAwait(false);
        if (!found.IsDone) throw found.AsException();
        var info = found.Read(WireJson.Default.RunAnswer).Run?.Info ?? throw new RondoClientException($"The server's answer tells nothing of run '{runId}'.", found.Status);
        var run = new SpooledRun
        {
            LocalId = runId,
            Experiment = info.ExperimentId ?? "",
            Name = info.RunName,
            Tags = [],
            StartTime = Now.ToUnixTimeMilliseconds(),
            RunId = runId,
            ExperimentId = info.ExperimentId,
            ArtifactUri = info.ArtifactUri,
        };
        var number = Interlocked.Increment(ref _lastNumber);
        Keep(number, run);
        var active = _open[number] = new ActiveRun(this, number, run);
        var update = await _api.Update(runId, "RUNNING", null, cancellation).ConfigureAwait(false);
        if (update.IsDone) return active;
        _open.TryRemove(number, out _);
        _runs.Remove(number);
        throw update.AsException();
    }

    /// <summary>Runs <paramref name="body"/> as one run: finished when it returns, failed with the error as a tag when it throws, killed when it is cancelled.</summary>
    public async Task<T> Run<T>(string experiment, Func<ActiveRun, Task<T>> body, string? name = null, ActiveRun? parent = null, CancellationToken cancellation = default)
    {
        await using var run = await StartRun(experiment, name, parent, cancellation: cancellation).ConfigureAwait(false);
        try
        {
            var result = await body(run).ConfigureAwait(false);
            await run.Finish(cancellation: CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await run.Finish(RunStatus.Killed, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (Exception e)
        {
            await run.Fail(e, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public Task Run(string experiment, Func<ActiveRun, Task> body, string? name = null, ActiveRun? parent = null, CancellationToken cancellation = default) =>
        Run(experiment, async run =>
        {
            await body(run).ConfigureAwait(false);
            return true;
        }, name, parent, cancellation);

    /// <summary>Says where everything is that was logged before. The disk is waited for in any case, the server as long as <paramref name="timeout"/>.</summary>
    public Task<FlushState> Flush(TimeSpan timeout, CancellationToken cancellation = default) => FlushBeside(timeout, _leftovers.FirstLook, cancellation);

    /// <summary>Ends open runs as failed, and waits for the server as long as <see cref="RondoClientOptions.CloseTimeout"/>; the rest waits on disk for the next client.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        foreach (var run in _open.Values) run.Abandon();
        await Flush(_options.CloseTimeout).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
        await Task.Run(_writer.Dispose).ConfigureAwait(false);
        TellLost();
        var isEmpty = _log.Waiting == 0 && _files.Bytes == 0 && !_runs.All.Any();
        _log.Dispose();
        if (isEmpty) _folder.Remove();
        _folder.Dispose();
        _connection.Dispose();
        _closing.Dispose();
    }

    internal void Log(in SpoolRecord record)
    {
        // Runs start and end even where nothing else fits.
        var isVital = record.Kind is RecordKind.Start or RecordKind.End;
        var isFull = SpoolBytes + _writer.Outbox.Length > _options.SpoolLimit;
        if ((isVital || !isFull) && _writer.Outbox.TryAdd(record, isVital)) return;
        _tally.AddRefused();
        _writer.Wake();
    }

    /// <returns>The copy's name; null when the spool takes no more.</returns>
    internal string? Copy(Stream stream)
    {
        try
        {
            if (SpoolBytes + stream.Length <= _options.SpoolLimit) return _files.Copy(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _tally.Tell(NoticeKind.SpoolUnwritable, $"A file could not be copied to {_folder.Path}: {e.Message}");
        }
        _tally.AddRefused();
        _writer.Wake();
        return null;
    }

    internal async Task Ended(ActiveRun run, CancellationToken cancellation)
    {
        _open.TryRemove(run.Number, out _);
        if (run.Id is { } id) _heartbeats.Forget(id);
        await FlushBeside(_patience.IsAway ? TimeSpan.Zero : _options.CloseTimeout, Task.CompletedTask, cancellation).ConfigureAwait(false);
    }

    internal Uri PageOf(string runId, string? experimentId) =>
        new(_connection.Server, _heartbeats.IsHeard == false && experimentId is not null ? $"#/experiments/{experimentId}/runs/{runId}" : $"runs/{runId}");

    async Task<bool> IsCreated(SpooledRun run, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.StartTimeout);
        try
        {
            var answer = await _api.Create(run, limit.Token).ConfigureAwait(false);
            if (answer.Kind == AnswerKind.Refused || answer.Status == 401) throw answer.AsException();
            if (answer.IsDone) await _heartbeats.Beat(run.RunId!, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Too slow: whatever it did is found out later.
        }
        return run.RunId is not null;
    }

    void Keep(uint number, SpooledRun run)
    {
        _runs.Add(number, run);
        try
        {
            _runs.Save(number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _tally.Tell(NoticeKind.SpoolUnwritable, $"The start of a run could not be written to {_folder.Path}: {e.Message}");
        }
    }

    async Task<FlushState> FlushBeside(TimeSpan timeout, Task others, CancellationToken cancellation)
    {
        var target = _writer.Outbox.Added;
        var began = _options.Clock.GetTimestamp();
        _sender.BeginHurry();
        _writer.Hurry();
        _patience.Nudge();
        try
        {
            while (true)
            {
                var change = Task.WhenAny(_writer.Written.Next, _sender.Progress.Next);
                if (IsSafe(target) || _writer.IsFailing) break;
                await change.WaitAsync(cancellation).ConfigureAwait(false);
            }
            while (true)
            {
                var change = others.IsCompleted ? _sender.Progress.Next : Task.WhenAny(_sender.Progress.Next, others);
                if (_sender.Settled >= target && others.IsCompleted) return FlushState.Delivered;
                var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - _options.Clock.GetElapsedTime(began);
                if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan) break;
                await change.WaitAsync(left, _options.Clock, cancellation).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            // The server had its time.
        }
        finally
        {
            _sender.EndHurry();
        }
        return IsSafe(target) ? FlushState.Spooled : FlushState.Unsaved;
    }

    bool IsSafe(long target) => Math.Max(_writer.Synced, _sender.Settled) >= target;

    void Sync()
    {
        _files.Sync();
        _log.Sync();
    }

    void OnDisk(Exception? error)
    {
        if (error is null) _tally.Tell(NoticeKind.SpoolWritable, $"{_folder.Path} can be written again.");
        else _tally.Tell(NoticeKind.SpoolUnwritable, $"{_folder.Path} can't be written: {error.Message} Records stay in memory, and go to the server from there.");
    }

    void TellRefused()
    {
        if (!_tally.HasUntold) return;
        // What others left may have gone meanwhile.
        Volatile.Write(ref _bytesOfOthers, SpoolFolder.BytesBeside(_folder));
        _tally.TellRefused(WhyRefused);
    }

    void TellLost()
    {
        var lost = _writer.Outbox.Added - Math.Max(_writer.Synced, _sender.Settled);
        for (var i = 0; i < lost; i++) _tally.AddRefused();
        _tally.TellRefused("the disk refused them, and the server was away until the client was closed.");
    }

    RejectedFile RejectedOf(string spool) => new(Path.Combine(_serverFolder, "rejected", $"{spool}.jsonl"), _options.SpoolLimit, _options.Clock);

    void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);

    static Dictionary<string, string> Standard(IReadOnlyDictionary<string, string>? tags)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mlflow.user"] = Environment.UserName,
            ["mlflow.source.name"] = Path.GetFileName(Environment.ProcessPath) ?? "",
            ["mlflow.source.type"] = "LOCAL",
        };
        foreach (var (key, value) in tags ?? new Dictionary<string, string>()) all[key] = value;
        return all;
    }

    static (string ServerFolder, SpoolFolder Folder) OpenFolder(RondoClientOptions options)
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        string[] roots = options.SpoolFolder is { } chosen ? [Path.GetFullPath(chosen)]
            : local.Length == 0 ? [Path.Combine(Path.GetTempPath(), "rondo", "spool")]
            : [Path.Combine(local, "rondo", "spool"), Path.Combine(Path.GetTempPath(), "rondo", "spool")];
        Exception? first = null;
        foreach (var root in roots)
        {
            try
            {
                var serverFolder = SpoolFolder.OfServer(root, options.Server);
                return (serverFolder, SpoolFolder.Create(serverFolder, options.Clock));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                first ??= e;
            }
        }
        throw new RondoClientException($"The spool folder '{roots[0]}' can't be written: {first!.Message} Give the client another SpoolFolder.", inner: first);
    }
}
