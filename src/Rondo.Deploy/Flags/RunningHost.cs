using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;

namespace Rondo.Deploy.Flags;

/// <summary>A model host that listens, with the logs that its flags asked for.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    readonly ServingServer _server;
    readonly PredictionRecorder? _log;
    readonly ILoggerFactory _logs;

    RunningHost(ServingServer server, PredictionRecorder? log, ILoggerFactory logs) => (_server, _log, _logs) = (server, log, logs);

    /// <summary>Says what is served, and where.</summary>
    public string Greeting => $"Serving {(_server.Host.Names is [_, ..] names ? string.Join(", ", names) : "no model yet")} at {_server.Address}";

    /// <param name="models">What is to be in memory before the host is ready; empty for everything, when it is asked for.</param>
    /// <param name="log">Where the server's own log goes.</param>
    /// <exception cref="Engine.Errors.RondoException">A model is not there, nothing can listen on the address, or the log can't be written.</exception>
    public static async Task<RunningHost> Start(IModelCatalog catalog, ImmutableArray<ServedReference> models, HostSettings settings, TextWriter log, CancellationToken cancellation)
    {
        var lines = new LineLog(log, settings.Log);
        var logs = LoggerFactory.Create(logging => logging.AddProvider(lines));
        PredictionRecorder? kept = null;
        try
        {
            if (settings is { PredictionLog: { } wanted, LogFolder: { } folder }) kept = PredictionRecorder.Open(folder, wanted, logs.CreateLogger<PredictionRecorder>());
            var host = new HostOptions { Models = models, MemoryBytes = settings.MemoryBytes };
            var server = await ServingServer.Start(catalog, host, settings.Options with { Log = lines, PredictionLog = kept }, cancellation).ConfigureAwait(false);
            return new RunningHost(server, kept, logs);
        }
        catch
        {
            kept?.Dispose();
            logs.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the token says stop, and then until what is under way has its answer.</summary>
    public Task Run(CancellationToken cancellation) => _server.Run(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _log?.Dispose();
        _logs.Dispose();
    }
}
