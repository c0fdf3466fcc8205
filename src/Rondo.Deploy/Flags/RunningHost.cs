using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>A model host that listens, with the logs that its flags asked for.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    readonly ServingServer _server;
    readonly PredictionRecorder? _log;
    readonly Lazy<PredictionRecorder>? _shadowLog;
    readonly ILoggerFactory _logs;

    RunningHost(ServingServer server, PredictionRecorder? log, Lazy<PredictionRecorder>? shadowLog, ILoggerFactory logs) => (_server, _log, _shadowLog, _logs) = (server, log, shadowLog, logs);

    /// <summary>Says what is served, and where.</summary>
    public string Greeting => $"Serving {(_server.Host.Names is [_, ..] names ? string.Join(", ", names) : "no model yet")} at {_server.Address}";

    /// <summary>What was answered, as <c>/metrics</c> shows it.</summary>
    public string MetricsText() => _server.MetricsText();

    /// <param name="models">What is to be in memory before the host is ready; empty for everything, when it is asked for.</param>
    /// <param name="log">Where the server's own log goes.</param>
    /// <exception cref="RondoException">A model is not there, nothing can listen on the address, or the log can't be written.</exception>
    public static async Task<RunningHost> Start(IModelCatalog catalog, ImmutableArray<ServedReference> models, HostSettings settings, TextWriter log, CancellationToken cancellation)
    {
        var lines = new LineLog(log, settings.Log);
        var logs = LoggerFactory.Create(logging => logging.AddProvider(lines));
        PredictionRecorder? kept = null;
        try
        {
            if (settings is { PredictionLog: { } wanted, LogFolder: { } folder }) kept = PredictionRecorder.Open(folder, wanted, logs.CreateLogger<PredictionRecorder>());
            var shadows = settings is { PredictionLog: { } mirrored, ShadowLogFolder: { } place } ? new Lazy<PredictionRecorder>(() => PredictionRecorder.Open(place, mirrored, logs.CreateLogger<PredictionRecorder>())) : null;
            var host = new HostOptions { Models = models, MemoryBytes = settings.MemoryBytes };
            var server = await ServingServer.Start(catalog, host, settings.Options with { Log = lines, PredictionLog = kept, ShadowLog = shadows }, cancellation).ConfigureAwait(false);
            var running = new RunningHost(server, kept, shadows, logs);
            if (await UnknownMask(server.Host, models, settings.PredictionLog, cancellation).ConfigureAwait(false) is not { } unknown) return running;
            kept = null;
            await running.DisposeAsync().ConfigureAwait(false);
            throw unknown;
        }
        catch
        {
            kept?.Dispose();
            logs.Dispose();
            throw;
        }
    }

    // A name that was mistyped would let on the disk what may not be there.
    static async Task<RondoException?> UnknownMask(ModelHost host, ImmutableArray<ServedReference> models, PredictionLogOptions? log, CancellationToken cancellation)
    {
        if (log is null || log.Masked.Count == 0 || models.IsEmpty) return null;
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in models)
        {
            using var lease = await host.Acquire(reference.Name, reference.Alias, reference.Version, cancellation).ConfigureAwait(false);
            columns.UnionWith(lease.Model.Columns.Select(c => c.Name));
        }
        return log.Masked.FirstOrDefault(m => !columns.Contains(m)) is { } unknown
            ? new RondoException("unknown_column", $"--log-mask: no model that is served here has a column '{unknown}'.", Spelling.DidYouMean(unknown, columns) ?? "`rondo models show NAME` lists its columns.")
            : null;
    }

    /// <summary>Serves until the token says stop, and then until what is under way has its answer.</summary>
    public Task Run(CancellationToken cancellation) => _server.Run(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _log?.Dispose();
        if (_shadowLog is { IsValueCreated: true } shadows) shadows.Value.Dispose();
        _logs.Dispose();
    }
}
