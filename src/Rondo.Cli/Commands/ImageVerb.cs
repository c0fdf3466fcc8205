using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Lifecycle.Images;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Packs a version with what serves it as an image for containers.</summary>
sealed class ImageVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Option<string?> _to = new("--to") { Description = "The folder to write (default: the model's name with -image), or a file that ends in .tar." };
    private readonly Option<string?> _tag = new("--tag") { Description = "What the image is called, such as registry.example.com/team/house:3 (default: the model's name and version)." };

    public Command Describe() => new("image", "Pack a version as a container image (OCI), with Dockerfile, Compose and Kubernetes manifests.") { _model, _to, _tag };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var version = workspace.Models.Get(ModelReference.Parse(parsed.GetValue(_model)!));
        var image = ModelImage.Of(workspace, version, ServingProgram.Find(), parsed.GetValue(_tag), cancellation);
        var to = parsed.GetValue(_to) ?? $"{ImageTag.WordOf(version.Model)}-image";
        var isFile = to.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
        if (isFile) ImageLayout.WriteArchive(image, to);
        else ImageLayout.WriteFolder(image, to);
        var next = Next(image, to, isFile);
        if (session.Json) session.Print(ToJson(image, to, next));
        else Say(session.Out, image, to, next);
        return 0;
    }

    static string[] Next(ModelImage image, string to, bool isFile)
    {
        var run = $"--read-only --cap-drop all -p 127.0.0.1:{ModelImage.Port}:{ModelImage.Port} {image.Tag}";
        var load = Quoted(to);
        return isFile ? [$"podman load -i {load}", $"podman run {run}"]
            : [$"tar -cC {load} . | podman load", $"podman run {run}", $"skopeo copy oci:{load} docker://REGISTRY/{image.Tag}", $"kubectl apply -f {Quoted(Path.Combine(to, "kubernetes.yaml"))}"];
    }

    static JsonObject ToJson(ModelImage image, string to, string[] next) => new()
    {
        ["model"] = image.Version.Model,
        ["version"] = image.Version.Number,
        ["path"] = to,
        ["tag"] = image.Tag,
        ["digest"] = image.Digest,
        ["image_id"] = image.ConfigDigest,
        ["bytes"] = image.PackedBytes,
        ["unpacked_bytes"] = image.UnpackedBytes,
        ["next"] = new JsonArray([.. next.Select(n => (JsonNode)n)]),
    };

    static void Say(TextWriter writer, ModelImage image, string to, string[] next)
    {
        writer.WriteLine($"{image.Version} is in {to} as {image.Tag}");
        writer.WriteLine($"digest     {image.Digest}");
        writer.WriteLine($"size       {Megabytes(image.UnpackedBytes)} unpacked, {Megabytes(image.PackedBytes)} to send");
        for (var i = 0; i < next.Length; i++) writer.WriteLine($"{(i == 0 ? "next" : ""),-10} {next[i]}");
    }

    static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";

    static string Quoted(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
