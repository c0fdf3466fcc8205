using System.Globalization;
using System.Net;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>What the flags of a model host say.</summary>
/// <param name="Options">How it listens and what it takes; without the logs, which are opened when it starts.</param>
/// <param name="Package">The folder of packages to serve; null when none was named and the platform has none.</param>
/// <param name="PredictionLog">What is kept of predictions; null for nothing.</param>
/// <param name="LogFolder">Where it is kept, if that was named.</param>
public sealed record HostSettings(ServingOptions Options, long MemoryBytes, string? Package, PredictionLogOptions? PredictionLog, string? LogFolder, LogForm Log)
{
    /// <summary>Where predictions of shadows are kept; null for nowhere.</summary>
    public string? ShadowLogFolder { get; init; }

    /// <summary>Whether the folder of packages is the cloud's word, not the user's.</summary>
    public bool IsPackagePlatforms { get; init; }
}

/// <summary>The flags of a model host, read in the light of the cloud that it runs in.</summary>
public static class ServingFlags
{
    static readonly Flag _package = new("--package", "Serve the model package in this folder, or those in its folders, instead of the workspace's models.");
    static readonly Flag _port = new("--port", "Port to listen on (default: 8080, or what the contract's platform says); 0 takes a free one.");
    static readonly Flag _bind = new("--bind", "Address to listen on (default: 127.0.0.1; 0.0.0.0 for the contract of a cloud). Beyond this machine, API keys are needed.");
    static readonly Flag _contract = new("--contract", "Whose protocol answers where several want one route: mlflow, kserve, sagemaker, vertex or azure.") { Words = ["mlflow", "kserve", "sagemaker", "vertex", "azure"] };
    static readonly Flag _maxBody = new("--max-body", "The longest body.") { Default = "16MiB" };
    static readonly Flag _maxRows = new("--max-rows", "The most rows of one request.") { Default = "100000" };
    static readonly Flag _concurrency = new("--concurrency", "The most requests answered at a time.") { Default = "1000" };
    static readonly Flag _rateLimit = new("--rate-limit", "The most requests, of each API key, such as 100/s.");
    static readonly Flag _timeout = new("--timeout", "Seconds that a request may take.") { Default = "30" };
    static readonly Flag _memory = new("--memory", "Memory that models may take; those idle longest make room.") { Default = "1GiB" };
    static readonly Flag _keys = new("--api-key-file", "A file with an API key, or sha256: and its hash, a line. Callers send one as a bearer token or as X-Api-Key.");
    static readonly Flag _open = new("--open", "Answer without keys beyond this machine: something in front lets callers in.") { IsSwitch = true };
    static readonly Flag _drain = new("--drain-delay", "Seconds to go on serving after the probes were told that this stops.") { Default = "0.5" };
    static readonly Flag _certificate = new("--tls-cert", "Certificate as a PEM file; with --tls-key.");
    static readonly Flag _key = new("--tls-key", "Key of the certificate as a PEM file.");
    static readonly Flag _logFolder = new("--log-folder", "Where predictions are logged (default: log in the workspace; with --package nowhere).");

    public static IReadOnlyList<Flag> All { get; } =
    [
        _package, _port, _bind, _contract, _maxBody, _maxRows, _concurrency, _rateLimit, _timeout, _memory, _keys, _open, _drain, _certificate, _key, _logFolder,
        .. PredictionLogFlags.All, .. LogFlags.All,
    ];

    /// <param name="mayBePlatforms">Whether the folder that the cloud names is served when no other one is named.</param>
    /// <param name="setting">Reads a variable of the environment.</param>
    /// <exception cref="RondoException">A flag has a value that it can't have, or flags don't go together.</exception>
    public static HostSettings Read(GivenFlags given, bool mayBePlatforms, Func<string, string?> setting)
    {
        var contract = ContractOf(given);
        var isCloud = contract is Contract.Sagemaker or Contract.Vertex or Contract.Azure;
        var log = LogFlags.Read(given);
        var options = new ServingOptions
        {
            Address = Flag.AddressOf(given.Text(_bind) ?? (isCloud ? "0.0.0.0" : "127.0.0.1")),
            Port = given.Whole(_port, 0, IPEndPoint.MaxPort) ?? PlatformsPort(contract, setting) ?? ServingOptions.DefaultPort,
            Contract = contract,
            MaxBody = given.Bytes(_maxBody),
            MaxRows = given.Whole(_maxRows, 1)!.Value,
            Concurrency = given.Whole(_concurrency, 1)!.Value,
            RateLimit = given.Rate(_rateLimit),
            Timeout = PlatformsTimeout(contract, setting) ?? given.Seconds(_timeout)!.Value,
            Keys = given.Text(_keys) is { } file ? ApiKeys.Read(file) : null,
            DrainDelay = given.Seconds(_drain)!.Value,
            TlsCertificate = given.Text(_certificate),
            TlsKey = given.Text(_key),
            Setting = setting,
            LogLevel = log.Level,
        };
        if (options.TlsCertificate is null != options.TlsKey is null) throw new RondoException("bad_arguments", "--tls-cert and --tls-key go together.");
        // A cloud's platform lets callers in, and sends no keys of ours.
        if (!IPAddress.IsLoopback(options.Address) && options.Keys is null && !isCloud && !given.IsOn(_open))
            throw new RondoException("keys_needed", $"Beyond this machine ({options.Address}) callers need API keys.", "Give --api-key-file FILE, or --open when something in front of this server lets callers in.");
        var (package, isPlatforms) = FindPackage(given, mayBePlatforms, setting);
        return new HostSettings(options, given.Bytes(_memory), package, PredictionLogFlags.Read(given), given.Text(_logFolder), log) { IsPackagePlatforms = isPlatforms };
    }

    /// <summary>The folder of packages to serve, and whether it is the cloud's word; null when none was named and the platform has none.</summary>
    public static (string? Folder, bool IsPlatforms) FindPackage(GivenFlags given, bool mayBePlatforms, Func<string, string?> setting) =>
        given.Text(_package) is { } named ? (named, false) : (mayBePlatforms ? PlatformsPackage(ContractOf(given), setting) : null, true);

    static Contract ContractOf(GivenFlags given) => Enum.TryParse<Contract>(given.Text(_contract), ignoreCase: true, out var word) ? word : Contract.None;

    static int? PlatformsPort(Contract contract, Func<string, string?> setting) =>
        contract == Contract.Vertex && int.TryParse(setting("AIP_HTTP_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : null;

    // Where a cloud puts the model that its container is to serve.
    static string? PlatformsPackage(Contract contract, Func<string, string?> setting)
    {
        var folder = contract switch
        {
            Contract.Sagemaker => "/opt/ml/model",
            Contract.Vertex => setting("AIP_STORAGE_URI"),
            Contract.Azure => setting("AZUREML_MODEL_DIR"),
            _ => null,
        };
        return Directory.Exists(folder) ? folder : null;
    }

    static TimeSpan? PlatformsTimeout(Contract contract, Func<string, string?> setting) =>
        contract == Contract.Azure && int.TryParse(setting("SCORING_TIMEOUT_MS"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
