using System.Collections.Immutable;
using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rondo.Cli.Output;
using Rondo.Deploy.Features;
using Rondo.Deploy.Flags;
using Rondo.Deploy.Host;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Server.Serving;
using Rondo.Server.Telemetry;

namespace Rondo.Cli.Commands;

/// <summary>Serves models over HTTP until it is stopped.</summary>
sealed class ServeVerb : IVerb
{
    private readonly Argument<string[]> _models = new("models") { Description = "NAME, NAME@alias or NAME@3; all models of the workspace when left out.", Arity = ArgumentArity.ZeroOrMore };
    private readonly FlagOptions _flags = new(ServingFlags.All);
    private readonly EntityLookupFlags _lookups = new();

    public Command Describe()
    {
        var serve = new Command("serve", "Serve models over HTTP.") { _models };
        _flags.AddTo(serve);
        foreach (var option in _lookups.All) serve.Add(option);
        return serve;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var models = References(parsed);
        var given = _flags.Given(parsed);
        if (ServingFlags.FindPackage(given, mayBePlatforms: models.IsEmpty, Environment.GetEnvironmentVariable).Folder is { } folder)
        {
            if (_lookups.AreGiven(parsed)) throw new RondoException("bad_arguments", "--entity-lookup looks into the feature tables of a workspace, and --package serves without one.");
            return Serve(session, PackageFolder.Open(folder), models, Read(given, mayBePlatforms: models.IsEmpty), cancellation).GetAwaiter().GetResult();
        }
        using var workspace = session.OpenWorkspace();
        var stored = new StoredModels(workspace);
        var declared = Declared(stored, models);
        var settings = Read(declared is null ? given : given.Or(declared.Flag), mayBePlatforms: false);
        declared?.Require(settings);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new LineLog(session.Error, settings.Log)));
        settings = settings with
        {
            LogFolder = settings.LogFolder ?? workspace.PredictionLogFolder,
            ShadowLogFolder = workspace.ShadowLogFolder,
            Options = settings.Options with { Lookups = _lookups.Parse(parsed, workspace, logs.CreateLogger<FeatureFolder>()), MoreRoutes = app => MonitoringRoutes.MapInto(app, workspace) },
        };
        return Serve(session, stored, models, settings, cancellation).GetAwaiter().GetResult();
    }

    static HostSettings Read(GivenFlags given, bool mayBePlatforms) => ServingFlags.Read(given, mayBePlatforms, Environment.GetEnvironmentVariable);

    // Flags go before the file; of several models, the file of the one named first says how the host is.
    static DeclaredServing? Declared(StoredModels stored, ImmutableArray<ServedReference> models) =>
        models is [var first, ..] ? stored.Declared(first)
        : stored.Models() is [var only] ? stored.Declared(new ServedReference(only.Name)) : null;

    ImmutableArray<ServedReference> References(ParseResult parsed) =>
        [.. (parsed.GetValue(_models) ?? []).Select(ModelReference.Parse).Select(r => new ServedReference(r.Name, r.Alias, r.Number))];

    static async Task<int> Serve(Session session, IModelCatalog catalog, ImmutableArray<ServedReference> models, HostSettings settings, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new LineLog(session.Error, settings.Log)));
        using var telemetry = TelemetryExport.Start(TelemetrySettings.FromEnvironment(), logs.CreateLogger<TelemetryExport>());
        await using var serving = await RunningHost.Start(catalog, models, settings, session.Error, cancellation).ConfigureAwait(false);
        telemetry?.Watch(serving.MetricsText);
        session.Out.WriteLine(serving.Greeting);
        session.Out.Flush();
        await serving.Run(cancellation).ConfigureAwait(false);
        // While what it measures is still there.
        telemetry?.Dispose();
        return 0;
    }
}
