using System.Globalization;
using System.Text;
using System.Text.Json;
using Rondo.Client.Spool;
using Rondo.Client.Wire;

namespace Rondo.Client;

/// <summary>
/// A run under way. What logs returns at once and never throws for trouble with server or disk; mistakes in the arguments throw.
/// <see cref="Finish"/> says that it succeeded: a run that is disposed before counts as failed, as a transaction without commit is rolled back.
/// </summary>
public sealed class ActiveRun : IAsyncDisposable
{
    const string ErrorTag = "rondo.error";
    const string Unfinished = "The run was disposed before Finish: an exception passed, or the call is missing.";
    const int LongestError = 8_000;
    const int LargestDataset = 900_000;

    readonly RondoClient _client;
    readonly SpooledRun _run;
    int _isEnded;

    internal ActiveRun(RondoClient client, uint number, SpooledRun run) => (_client, Number, _run) = (client, number, run);

    /// <summary>The server's id of the run; null while it has not been able to give one.</summary>
    public string? Id => _run.RunId;

    /// <summary>The run's name; null until the server has chosen one where the caller did not.</summary>
    public string? Name => _run.Name;

    public string Experiment => _run.Experiment;

    /// <summary>Where the server keeps the run's artifacts.</summary>
    public string? ArtifactUri => _run.ArtifactUri;

    /// <summary>The run's page; null while it has no id.</summary>
    public Uri? Url => Id is { } id ? _client.PageOf(id, _run.ExperimentId) : null;

    /// <summary>True until the server knows of the run.</summary>
    public bool IsOffline => Id is null;

    internal uint Number { get; }

    /// <param name="at">When it was measured; null is now.</param>
    public void LogMetric(string key, double value, long step = 0, DateTimeOffset? at = null)
    {
        Argument.CheckKey(key, nameof(key));
        Log(new(RecordKind.Metric, Number, key, "", value, (at ?? _client.Now).ToUnixTimeMilliseconds(), step));
    }

    /// <summary>Logs several metrics of one step.</summary>
    public void LogMetrics(long step, params ReadOnlySpan<(string Key, double Value)> metrics)
    {
        foreach (var (key, _) in metrics) Argument.CheckKey(key, nameof(metrics));
        var time = _client.Now.ToUnixTimeMilliseconds();
        foreach (var (key, value) in metrics) Log(new(RecordKind.Metric, Number, key, "", value, time, step));
    }

    /// <summary>A param has one value for good; numbers and dates are written as in the invariant culture.</summary>
    public void LogParam(string key, object? value)
    {
        var text = value switch
        {
            null => "null",
            string s => s,
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        Argument.CheckParam(key, text);
        Log(new(RecordKind.Param, Number, key, text));
    }

    public void LogParams(IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (key, value) in values) LogParam(key, value);
    }

    /// <summary>A tag can be set again.</summary>
    public void SetTag(string key, string value)
    {
        Argument.CheckTag(key, value);
        Log(new(RecordKind.Tag, Number, key, value));
    }

    /// <summary>Says what data the run read.</summary>
    public void LogInput(DatasetInput input)
    {
        Argument.CheckKey(input.Name, nameof(input));
        Argument.CheckKey(input.Digest, nameof(input));
        var logged = new LoggedDataset(
            input.Context is { } context ? [new("mlflow.data.context", context)] : [],
            new(input.Name, input.Digest, input.SourceType, input.Source, input.Schema, input.Profile));
        var json = JsonSerializer.Serialize(logged, WireJson.Default.LoggedDataset);
        if (Encoding.UTF8.GetByteCount(json) > LargestDataset)
            throw new ArgumentException($"The description of dataset '{input.Name}' has {json.Length:N0} characters; at most {LargestDataset:N0} bytes are kept. Keep its schema or profile as an artifact.", nameof(input));
        Log(new(RecordKind.Dataset, Number, Text: json));
    }

    /// <summary>Keeps a file with the run. It is copied before this returns, and sent later.</summary>
    /// <param name="path">The file.</param>
    /// <param name="to">Its path among the run's artifacts, such as <c>plots/roc.svg</c>; null is the file's name.</param>
    public void LogArtifact(string path, string? to = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        to ??= Path.GetFileName(path);
        Argument.CheckArtifactPath(to, nameof(to));
        using var file = File.OpenRead(path);
        LogFile(file, to);
    }

    /// <summary>Keeps every file below a folder with the run.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="to">A folder among the run's artifacts; null is their root.</param>
    public void LogArtifacts(string folder, string? to = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            LogArtifact(file, to is null ? path : $"{to}/{path}");
        }
    }

    /// <summary>Keeps a text with the run.</summary>
    public void LogText(string text, string to)
    {
        ArgumentNullException.ThrowIfNull(text);
        Argument.CheckArtifactPath(to, nameof(to));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        LogFile(stream, to);
    }

    /// <summary>Ends the run, and waits for the server as long as <see cref="RondoClientOptions.CloseTimeout"/>; while it is away, for the disk only.</summary>
    public Task Finish(RunStatus status = RunStatus.Finished, CancellationToken cancellation = default) => End(status, null, cancellation);

    /// <summary>Ends the run as failed, with the error as its tag <c>rondo.error</c>.</summary>
    public Task Fail(Exception error, CancellationToken cancellation = default) => End(RunStatus.Failed, $"{error.GetType().Name}: {error.Message}", cancellation);

    /// <summary>Ends the run as failed unless <see cref="Finish"/> ended it.</summary>
    public async ValueTask DisposeAsync() => await End(RunStatus.Failed, Unfinished, CancellationToken.None).ConfigureAwait(false);

    /// <summary>As disposal, without waiting.</summary>
    internal void Abandon() => TryEnd(RunStatus.Failed, Unfinished);

    async Task End(RunStatus status, string? error, CancellationToken cancellation)
    {
        if (TryEnd(status, error)) await _client.Ended(this, cancellation).ConfigureAwait(false);
    }

    bool TryEnd(RunStatus status, string? error)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 1) return false;
        if (error is not null) _client.Log(new(RecordKind.Tag, Number, ErrorTag, error.Length > LongestError ? error[..LongestError] : error));
        var word = status switch { RunStatus.Finished => "FINISHED", RunStatus.Failed => "FAILED", _ => "KILLED" };
        _client.Log(new(RecordKind.End, Number, Text: word, Time: _client.Now.ToUnixTimeMilliseconds()));
        return true;
    }

    void LogFile(Stream stream, string to)
    {
        ThrowIfEnded();
        if (_client.Copy(stream) is { } name) Log(new(RecordKind.Artifact, Number, to, name));
    }

    void Log(in SpoolRecord record)
    {
        ThrowIfEnded();
        _client.Log(record);
    }

    void ThrowIfEnded()
    {
        if (Volatile.Read(ref _isEnded) == 1) throw new InvalidOperationException($"Run '{Name ?? Id ?? _run.LocalId}' has ended: log before Finish.");
    }
}
