using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Rondo.Cli.Output;
using Rondo.Deploy.Features;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Server;
using Rondo.Server.Http;

namespace Rondo.Cli.Commands;

/// <summary>Serves models over HTTP until it is stopped.</summary>
sealed class ServeVerb : IVerb
{
    private readonly Argument<string[]> _models = new("models") { Description = "NAME, NAME@alias or NAME@3; all models of the workspace when left out.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _package = new("--package") { Description = "Serve the model package in this folder, or those in its folders, instead of the workspace's models." };
    private readonly Option<int?> _port = new("--port") { Description = "Port to listen on (default: 8080, or what the contract's platform says); 0 takes a free one." };
    private readonly Option<string?> _bind = new("--bind") { Description = "Address to listen on (default: 127.0.0.1; 0.0.0.0 for the contract of a cloud). Beyond this machine, API keys are needed." };
    private readonly Option<string?> _contract = new("--contract") { Description = "Whose protocol answers where several want one route: mlflow, kserve, sagemaker, vertex or azure." };
    private readonly Option<string> _maxBody = new("--max-body") { Description = "The longest body.", DefaultValueFactory = _ => "16MiB" };
    private readonly Option<int> _maxRows = new("--max-rows") { Description = "The most rows of one request.", DefaultValueFactory = _ => 100_000 };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "The most requests answered at a time.", DefaultValueFactory = _ => 1000 };
    private readonly Option<string?> _rateLimit = new("--rate-limit") { Description = "The most requests, of each API key, such as 100/s." };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds that a request may take.", DefaultValueFactory = _ => 30 };
    private readonly Option<string> _memory = new("--memory") { Description = "Memory that models may take; those idle longest make room.", DefaultValueFactory = _ => "1GiB" };
    private readonly Option<string?> _keys = new("--api-key-file") { Description = "A file with an API key, or sha256: and its hash, a line. Callers send one as a bearer token or as X-Api-Key." };
    private readonly Option<bool> _open = new("--open") { Description = "Answer without keys beyond this machine: something in front lets callers in." };
    private readonly Option<double> _drain = new("--drain-delay") { Description = "Seconds to go on serving after the probes were told that this stops.", DefaultValueFactory = _ => 0.5 };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "Certificate as a PEM file; with --tls-key." };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Key of the certificate as a PEM file." };
    private readonly Option<string?> _logFolder = new("--log-folder") { Description = "Where predictions are logged (default: log in the workspace; with --package nowhere)." };
    private readonly EntityLookupFlags _lookups = new();
    private readonly PredictionLogFlags _predictionLog = new();
    private readonly LogFlags _log = new();

    public ServeVerb() => _contract.AcceptOnlyFromAmong("mlflow", "kserve", "sagemaker", "vertex", "azure");

    public Command Describe()
    {
        var serve = new Command("serve", "Serve models over HTTP.")
        {
            _models, _package, _port, _bind, _contract, _maxBody, _maxRows, _concurrency, _rateLimit, _timeout, _memory, _keys, _open, _drain, _certificate, _key, _logFolder,
        };
        foreach (var option in (Option[])[.. _lookups.All, .. _predictionLog.All, .. _log.All]) serve.Add(option);
        return serve;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var models = References(parsed);
        var options = Options(parsed, session);
        var host = new HostOptions { Models = models, MemoryBytes = ByteCount.Parse(parsed.GetValue(_memory)!, "--memory") };
        var log = _predictionLog.Parse(parsed);
        var logFolder = parsed.GetValue(_logFolder);
        if ((parsed.GetValue(_package) ?? PlatformsPackage(options.Contract, models.IsEmpty)) is { } folder)
        {
            if (_lookups.AreGiven(parsed)) throw new RondoException("bad_arguments", "--entity-lookup looks into the feature tables of a workspace, and --package serves without one.");
            return Serve(session, PackageFolder.Open(folder), host, options, log, logFolder, cancellation).GetAwaiter().GetResult();
        }
        using var workspace = session.OpenWorkspace();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(options.Log!));
        options = options with { Lookups = _lookups.Parse(parsed, workspace, logs.CreateLogger<FeatureFolder>()) };
        return Serve(session, new StoredModels(workspace), host, options, log, logFolder ?? workspace.PredictionLogFolder, cancellation).GetAwaiter().GetResult();
    }

    System.Collections.Immutable.ImmutableArray<ServedReference> References(ParseResult parsed) =>
        [.. (parsed.GetValue(_models) ?? []).Select(ModelReference.Parse).Select(r => new ServedReference(r.Name, r.Alias, r.Number))];

    ServingOptions Options(ParseResult parsed, Session session)
    {
        var contract = Enum.TryParse<Contract>(parsed.GetValue(_contract), ignoreCase: true, out var named) ? named : Contract.None;
        var isCloud = contract is Contract.Sagemaker or Contract.Vertex or Contract.Azure;
        var options = new ServingOptions
        {
            Address = ServerOptions.AddressOf(parsed.GetValue(_bind) ?? (isCloud ? "0.0.0.0" : "127.0.0.1")),
            Port = parsed.GetValue(_port) ?? DefaultPort(contract),
            Contract = contract,
            MaxBody = ByteCount.Parse(parsed.GetValue(_maxBody)!, "--max-body"),
            MaxRows = AtLeastOne(parsed.GetValue(_maxRows), "--max-rows"),
            Concurrency = AtLeastOne(parsed.GetValue(_concurrency), "--concurrency"),
            RateLimit = parsed.GetValue(_rateLimit) is { } rate ? Rate(rate) : null,
            Timeout = Seconds(PlatformsTimeout(contract) ?? parsed.GetValue(_timeout), "--timeout"),
            Keys = parsed.GetValue(_keys) is { } file ? ApiKeys.Read(file) : null,
            DrainDelay = Seconds(parsed.GetValue(_drain), "--drain-delay"),
            TlsCertificate = parsed.GetValue(_certificate),
            TlsKey = parsed.GetValue(_key),
            LogLevel = _log.Level(parsed),
        };
        if (options.TlsCertificate is null != options.TlsKey is null) throw new RondoException("bad_arguments", "--tls-cert and --tls-key go together.");
        // A cloud's platform lets callers in, and sends no keys of ours.
        if (!IPAddress.IsLoopback(options.Address) && options.Keys is null && !isCloud && !parsed.GetValue(_open))
            throw new RondoException("keys_needed", $"Beyond this machine ({options.Address}) callers need API keys.", "Give --api-key-file FILE, or --open when something in front of this server lets callers in.");
        return options with { Log = new LineLog(new ServerOptions { Log = session.Error, LogLevel = options.LogLevel, LogJson = _log.IsJson(parsed) }) };
    }

    static async Task<int> Serve(
        Session session, IModelCatalog catalog, HostOptions host, ServingOptions options, PredictionLogOptions? kept, string? logFolder, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(options.Log!));
        using var log = kept is not null && logFolder is not null ? PredictionRecorder.Open(logFolder, kept, logs.CreateLogger<PredictionRecorder>()) : null;
        await using var server = await ServingServer.Start(catalog, host, options with { PredictionLog = log }, cancellation).ConfigureAwait(false);
        session.Out.WriteLine($"Serving {(server.Host.Names is [_, ..] names ? string.Join(", ", names) : "no model yet")} at {server.Address}");
        session.Out.Flush();
        await server.Run(cancellation).ConfigureAwait(false);
        return 0;
    }

    static int DefaultPort(Contract contract) =>
        contract == Contract.Vertex && int.TryParse(Environment.GetEnvironmentVariable("AIP_HTTP_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : ServingOptions.DefaultPort;

    // Where a cloud puts the model that its container is to serve.
    static string? PlatformsPackage(Contract contract, bool mayBe)
    {
        var folder = contract switch
        {
            Contract.Sagemaker => "/opt/ml/model",
            Contract.Azure => Environment.GetEnvironmentVariable("AZUREML_MODEL_DIR"),
            _ => null,
        };
        return mayBe && Directory.Exists(folder) ? folder : null;
    }

    static double? PlatformsTimeout(Contract contract) =>
        contract == Contract.Azure && int.TryParse(Environment.GetEnvironmentVariable("SCORING_TIMEOUT_MS"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds / 1000.0 : null;

    static double Rate(string text)
    {
        var number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1e9
            ? rate
            : throw new RondoException("bad_arguments", $"--rate-limit takes a number of requests a second such as 100/s; found '{text}'.");
    }

    static int AtLeastOne(int value, string option) => value >= 1 ? value : throw new RondoException("bad_arguments", $"{option} takes a whole number from 1 on.");

    static TimeSpan Seconds(double value, string option) => value is >= 0 and <= 86400 ? TimeSpan.FromSeconds(value) : throw new RondoException("bad_arguments", $"{option} takes seconds from 0 to 86400.");
}
