using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Images;

/// <summary>
/// An image that serves one version: the system's libraries, the serving program, the model. Written by ourselves, so that neither
/// Docker nor a registry is needed to make it. The same version, program and libraries give the same digest.
/// </summary>
public sealed record ModelImage(string Tag, ModelVersion Version, ImmutableArray<ImageLayer> Layers, byte[] Config, byte[] Manifest)
{
    /// <summary>Nobody's number on any machine: it owns nothing and may write nowhere.</summary>
    public const int User = 1654;

    public const int Port = 8080;
    public const string Program = $"{ImageLayer.ProgramFolder}/{ServingProgram.FileName}";

    public const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string ConfigType = "application/vnd.oci.image.config.v1+json";
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>What the program finds in its environment.</summary>
    public static ImmutableArray<(string Name, string Value)> Environment { get; } =
    [
        ("LD_LIBRARY_PATH", ImageLayer.LibraryFolder),
        // No socket of the runtime in /tmp: the image has no place to write to.
        ("DOTNET_EnableDiagnostics", "0"),
        ("RONDO_BIND", "0.0.0.0"),
        // Whoever runs a container says who reaches it; RONDO_API_KEY_FILE asks for keys all the same.
        ("RONDO_OPEN", "true"),
        // Gone within a second; the manifest for Kubernetes says longer, until the pod's address is forgotten.
        ("RONDO_DRAIN_DELAY", "0.1"),
    ];

    /// <summary>By which registries know the image.</summary>
    public string Digest => ImageLayer.DigestOf(Manifest);

    public string ConfigDigest => ImageLayer.DigestOf(Config);

    /// <summary>What it takes where it runs.</summary>
    public long UnpackedBytes => Layers.Sum(l => l.UnpackedBytes);

    /// <summary>What is sent to a registry.</summary>
    public long PackedBytes => Layers.Sum(l => (long)l.Content.Length) + Config.Length + Manifest.Length;

    /// <param name="program">The serving program's file.</param>
    public static ModelImage Of(Workspace workspace, ModelVersion version, string program, string? tag, CancellationToken cancellation = default)
    {
        tag = ImageTag.Check(tag ?? ImageTag.Of(version.Model, version.Number));
        var executable = File.ReadAllBytes(program);
        var architecture = ServingProgram.ArchitectureOf(executable);
        var libraries = SystemLibraries.Of(program, architecture, cancellation).Select(l => (l.Path, File.ReadAllBytes(l.File)));
        ImmutableArray<ImageLayer> layers =
        [
            ImageLayer.Of(libraries, isRunnable: true),
            ImageLayer.Of([(Program, executable)], isRunnable: true),
            ImageLayer.Of(ModelFiles(workspace, version), isRunnable: false),
        ];
        var config = ConfigOf(version, architecture, layers);
        return new ModelImage(tag, version, layers, config, ManifestOf(version, layers, config));
    }

    /// <summary>What tells of the image, on the image itself.</summary>
    public static IEnumerable<(string Name, string Value)> LabelsOf(ModelVersion version) =>
    [
        ("org.opencontainers.image.title", version.Model),
        ("org.opencontainers.image.version", version.Number.ToString(CultureInfo.InvariantCulture)),
        ("org.opencontainers.image.description", $"Serves the model {version} over HTTP."),
        ("rondo.model", version.Model),
        ("rondo.version", version.Number.ToString(CultureInfo.InvariantCulture)),
        ("rondo.model_hash", version.ModelHash),
        ("rondo.package_hash", version.PackageHash),
        ("rondo.spec_hash", version.SpecHash),
        ("rondo.data_hash", version.DataHash),
    ];

    static IEnumerable<(string, byte[])> ModelFiles(Workspace workspace, ModelVersion version)
    {
        var package = LeavingPackage.Open(workspace, version);
        yield return ($"{ImageLayer.ModelFolder}/{PackageFolder.DescriptionName}", package.Read(ModelPackage.DescriptionName));
        yield return ($"{ImageLayer.ModelFolder}/{PackageFolder.PipelineName}", package.ReadPipeline());
        yield return ($"{ImageLayer.ModelFolder}/{RegisteredAs.FileName}", new RegisteredAs(version.Number, StoredModels.OptionalOf(package), new DeclaredServing(package.Description.Spec).Log).ToJson());
    }

    static byte[] ConfigOf(ModelVersion version, Architecture architecture, ImmutableArray<ImageLayer> layers) => Json(json =>
    {
        // Made by rules rather than at a time.
        json.WriteString("created", "1970-01-01T00:00:00Z");
        json.WriteString("architecture", architecture == Architecture.X64 ? "amd64" : "arm64");
        json.WriteString("os", "linux");
        json.WriteStartObject("config");
        json.WriteString("User", User.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("ExposedPorts");
        json.WriteStartObject(FormattableString.Invariant($"{Port}/tcp"));
        json.WriteEndObject();
        json.WriteEndObject();
        Write(json, "Env", Environment.Select(e => $"{e.Name}={e.Value}"));
        Write(json, "Entrypoint", [Program]);
        json.WriteString("WorkingDir", "/");
        json.WriteString("StopSignal", "SIGTERM");
        Write(json, "Labels", LabelsOf(version));
        json.WriteEndObject();
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        Write(json, "diff_ids", layers.Select(l => l.DiffId));
        json.WriteEndObject();
        json.WriteStartArray("history");
        foreach (var what in (string[])["system libraries", ServingProgram.FileName, "model"])
        {
            json.WriteStartObject();
            json.WriteString("created", "1970-01-01T00:00:00Z");
            json.WriteString("created_by", $"rondo image: {what}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static byte[] ManifestOf(ModelVersion version, ImmutableArray<ImageLayer> layers, byte[] config) => Json(json =>
    {
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", ManifestType);
        json.WritePropertyName("config");
        ImageLayout.WriteDescriptor(json, ConfigType, config, []);
        json.WriteStartArray("layers");
        foreach (var layer in layers) ImageLayout.WriteDescriptor(json, LayerType, layer.Content, []);
        json.WriteEndArray();
        Write(json, "annotations", LabelsOf(version));
    });

    static void Write(Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string key, IEnumerable<(string Name, string Value)> values)
    {
        json.WriteStartObject(key);
        foreach (var (name, value) in values) json.WriteString(name, value);
        json.WriteEndObject();
    }

    static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
