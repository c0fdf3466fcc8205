using System.Collections.Immutable;
using Rondo.Deploy.Flags;
using Rondo.Deploy.Host;
using Rondo.Deploy.Piped;
using Rondo.Engine.Errors;

namespace Rondo.Serving;

/// <summary>
/// The program of a serving image, and of an executable with a model inside: no workspace and no training, only packages and what
/// predicts with them.
/// </summary>
/// <param name="self">The file of this program, which may have a model behind its end.</param>
public sealed class HostProgram(string self, Func<string, string?> setting, TextWriter output, TextWriter error)
{
    /// <summary>Where an image has its model.</summary>
    public const string ImagesFolder = "/models";

    const string ProbeWord = "probe";
    const string ServeFlag = "--serve";

    /// <summary>What a program with a model inside reads rows from, and writes predictions to.</summary>
    public Func<(Stream In, Stream Out)> Pipe { get; init; } = static () => Console.IsInputRedirected ? (Console.OpenStandardInput(), Console.OpenStandardOutput())
        : throw new RondoException("no_rows", "Rows come on standard input, and that is a terminal.", "Give it a file of rows: `< rows.csv`; or see --help.");

    /// <returns>0 when it is done or was told to stop, 2 for a user's mistake, 1 for a fault of ours.</returns>
    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            return await Act(arguments, AttachedPackage.Find(self), cancellation).ConfigureAwait(false);
        }
        catch (RondoException e)
        {
            foreach (var mistake in e.Mistakes) await error.WriteLineAsync(mistake.ToString()).ConfigureAwait(false);
            return (int)Blame.User;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to stop before there was anything to serve.
            return 0;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"This is a fault of Rondo: {e}").ConfigureAwait(false);
            return 1;
        }
    }

    async Task<int> Act(IReadOnlyList<string> arguments, AttachedPackage? inside, CancellationToken cancellation)
    {
        if (arguments.Any(a => a is "--help" or "-h")) return Help(inside);
        if (arguments is [ProbeWord, ..]) return await Probe([.. arguments.Skip(1)]).ConfigureAwait(false);
        if (inside is null) await Serve(arguments, null, cancellation).ConfigureAwait(false);
        else if (arguments.Contains(ServeFlag)) await Serve([.. arguments.Where(a => a != ServeFlag)], inside, cancellation).ConfigureAwait(false);
        else Predict(arguments, inside, cancellation);
        return 0;
    }

    void Predict(IReadOnlyList<string> arguments, AttachedPackage inside, CancellationToken cancellation)
    {
        RowForm? form = arguments switch
        {
            [] => null,
            ["--format", "csv"] or ["--format=csv"] => RowForm.Csv,
            ["--format", "jsonl"] or ["--format=jsonl"] => RowForm.JsonLines,
            _ => throw new RondoException("bad_arguments", $"There is no '{string.Join(' ', arguments)}' here.", $"Rows come on standard input: {Path.GetFileName(self)} [--format csv|jsonl] < rows.csv. {ServeFlag} serves over HTTP; see --help."),
        };
        var (rows, predictions) = Pipe();
        var model = ServedModel.Load(inside.Name, inside.Version, inside.Content);
        try
        {
            new RowPipe(model, predictions).Run(rows, form, cancellation);
        }
        catch (IOException e)
        {
            throw new RondoException("stream_failed", $"Rows can't be read, or predictions not written: {e.Message}");
        }
    }

    async Task Serve(IReadOnlyList<string> arguments, AttachedPackage? inside, CancellationToken cancellation)
    {
        var settings = ServingFlags.Read(HostArguments.Parse(arguments, setting).Given, mayBePlatforms: inside is null, setting);
        RequireTls(settings);
        IModelCatalog catalog = inside is not null && settings.Package is null ? inside : PackageFolder.Open(FolderOf(settings));
        // SageMaker's endpoints of many models name them later; every other host is ready when all of its models are in memory.
        ImmutableArray<ServedReference> models = setting("SAGEMAKER_MULTI_MODEL") is "true" ? [] : [.. catalog.Models().Select(m => new ServedReference(m.Name, null, null))];
        await using var host = await RunningHost.Start(catalog, models, settings, error, cancellation).ConfigureAwait(false);
        await output.WriteLineAsync(host.Greeting).ConfigureAwait(false);
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        await host.Run(cancellation).ConfigureAwait(false);
    }

    async Task<int> Probe(IReadOnlyList<string> arguments)
    {
        var settings = ServingFlags.Read(HostArguments.Parse(arguments, setting).Given, mayBePlatforms: true, setting);
        if (await HealthProbe.IsReady(settings.Options.Port).ConfigureAwait(false)) return 0;
        await error.WriteLineAsync(FormattableString.Invariant($"Nothing on port {settings.Options.Port} says that it is ready.")).ConfigureAwait(false);
        return 1;
    }

    // A platform that mounts a model goes before the image's own; its folder may be empty.
    static string FolderOf(HostSettings settings)
    {
        if (settings.Package is not { } folder) return ImagesFolder;
        return settings.IsPackagePlatforms && !PackageFolder.Holds(folder) && Directory.Exists(ImagesFolder) ? ImagesFolder : folder;
    }

    static void RequireTls(HostSettings settings)
    {
        if (settings.Options.TlsCertificate is not null && !TlsLibrary.IsHere)
            throw new RondoException("no_tls", "TLS needs OpenSSL (libssl), which is not here.", "Let the proxy or platform in front of this host speak TLS, or add OpenSSL to the image.");
    }

    int Help(AttachedPackage? inside)
    {
        var name = Path.GetFileName(self);
        output.WriteLine(inside is null
            ? $"{name} [serve | {ProbeWord}] [flags]: serves the model packages of a folder over HTTP; {ProbeWord} asks the one that runs whether it is ready."
            : $"{name} [--format csv|jsonl] < rows: predicts with {VisibleText.Of(inside.Name)}@{FormattableString.Invariant($"{inside.Version}")}, a line for each row. {name} {ServeFlag} [flags]: serves it over HTTP.");
        output.WriteLine("Each flag is also a variable of the environment:");
        foreach (var flag in ServingFlags.All)
            output.WriteLine($"  {flag.Name,-18} {flag.Description}{(flag.Default is null ? "" : $" Default: {flag.Default}.")} ({flag.Variable})");
        return 0;
    }
}
