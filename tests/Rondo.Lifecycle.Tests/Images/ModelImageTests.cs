using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Images;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;
using YamlDotNet.RepresentationModel;

namespace Rondo.Lifecycle.Tests.Images;

/// <summary>Images as registries and runtimes read them: every digest holds, nothing depends on the clock, no name gets out of its quotes.</summary>
public sealed class ModelImageTests : IDisposable
{
    // Any program of this machine: what it does is for the tests of whole commands.
    static readonly string s_program = Environment.ProcessPath!;

    readonly TestWorkspace _workspace = new();

    public ModelImageTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Images take their C library from a Linux.");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Every_digest_and_size_is_that_of_what_it_names()
    {
        var files = ImageLayout.FilesOf(Image()).ToDictionary(f => f.Name, f => f.Content, StringComparer.Ordinal);

        Assert.Equal("1.0.0", Json(files["oci-layout"]).GetProperty("imageLayoutVersion").GetString());
        var manifest = Json(Blob(files, Json(files["index.json"]).GetProperty("manifests")[0]));
        var config = Json(Blob(files, manifest.GetProperty("config")));
        byte[][] layers = [.. manifest.GetProperty("layers").EnumerateArray().Select(l => Blob(files, l))];
        Assert.Equal(config.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(d => d.GetString()), layers.Select(l => DigestOf(Unpacked(l))));
        // What Docker reads names the same blobs.
        var list = Json(files["manifest.json"])[0];
        Assert.Equal(manifest.GetProperty("layers").EnumerateArray().Select(l => PathOf(l)), list.GetProperty("Layers").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal(PathOf(manifest.GetProperty("config")), list.GetProperty("Config").GetString());
        Assert.Equal("flights:1", list.GetProperty("RepoTags")[0].GetString());
        Assert.Equal(3 + 2 + layers.Length, files.Count);
    }

    [Fact]
    public void The_same_version_is_the_same_image_and_the_next_one_shares_all_but_the_model()
    {
        var first = Image();
        var next = ModelImage.Of(_workspace.Workspace, _workspace.Register(), s_program, null);

        Assert.Equal(first.Digest, ModelImage.Of(_workspace.Workspace, first.Version, s_program, null).Digest);
        Assert.Equal(first.Layers.Take(2).Select(l => l.Digest), next.Layers.Take(2).Select(l => l.Digest));
        Assert.NotEqual(first.Digest, next.Digest);
        Assert.NotEqual(first.Layers[2].Digest, next.Layers[2].Digest);
    }

    [Fact]
    public void The_files_belong_to_root_and_nobody_else_may_write_them()
    {
        var entries = Image().Layers.SelectMany(l => Entries(l.Content)).ToArray();

        Assert.All(entries, e => Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (e.Uid, e.Gid, e.ModificationTime)));
        Assert.All(entries, e => Assert.Equal(UnixFileMode.None, e.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.SetUser | UnixFileMode.SetGroup)));
        Assert.All(entries, e => Assert.False(e.Name.StartsWith('/') || e.Name.Contains("..", StringComparison.Ordinal), e.Name));
        var names = entries.Select(e => e.Name).ToArray();
        Assert.Contains("app/rondo-serve", names);
        Assert.Contains("models/model/pipeline.bin", names);
        Assert.Contains(names, n => n.StartsWith("lib", StringComparison.Ordinal) && n.Contains("/ld-", StringComparison.Ordinal));
    }

    [Fact]
    public void It_runs_as_nobody_and_starts_the_program_itself()
    {
        var config = Json(Image().Config).GetProperty("config");

        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal(["/app/rondo-serve"], config.GetProperty("Entrypoint").EnumerateArray().Select(e => e.GetString()));
        Assert.True(config.GetProperty("ExposedPorts").TryGetProperty("8080/tcp", out _));
        Assert.Equal("flights", config.GetProperty("Labels").GetProperty("org.opencontainers.image.title").GetString());
        Assert.Equal(64, config.GetProperty("Labels").GetProperty("rondo.package_hash").GetString()!.Length);
    }

    [Theory]
    [InlineData("a\": {x: [1]} & *b !c", "a-x-1-b-c")]
    [InlineData("Häuser 🟣 'x'", "h-user-x")]
    [InlineData("日本", "model")]
    [InlineData("3 $HOME `id`", "model-3-home-id")]
    [InlineData("no", "no")]
    public void Any_name_of_a_model_stays_within_its_quotes(string name, string word)
    {
        var image = ModelImage.Of(_workspace.Workspace, _workspace.Register(model: name), s_program, null);

        Assert.Equal($"{word}:1", image.Tag);
        var documents = Documents(DeploymentFiles.Kubernetes(image));
        Assert.Equal(["Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"], documents.Select(d => Text(d, "kind")));
        Assert.All(documents, d => Assert.Equal(word, Text(d, "metadata", "name")));
        Assert.Equal(name, Text(documents[0], "metadata", "annotations", "rondo/model"));
        Assert.Equal("True", Text(documents[0], "spec", "template", "spec", "securityContext", "runAsNonRoot"), ignoreCase: true);
        Assert.Equal(image.Tag, Text(Documents(DeploymentFiles.Compose(image))[0], "services", "model", "image"));
        var lines = DeploymentFiles.Dockerfile(image).Split('\n');
        Assert.Contains($"LABEL rondo.model=\"{name.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"", lines);
        Assert.Equal(3, lines.Count(l => l.StartsWith("ADD blobs/sha256/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("registry.example.com:5000/team/house:3", true)]
    [InlineData("house", true)]
    [InlineData("House:3", false)]
    [InlineData("house:3\n--privileged", false)]
    [InlineData("house:3 x", false)]
    [InlineData("-x", false)]
    [InlineData("", false)]
    public void A_tag_is_one_that_registries_take(string tag, bool isGood)
    {
        if (isGood) Assert.Equal(tag, ImageTag.Check(tag));
        else Assert.Equal("bad_tag", Assert.Throws<RondoException>(() => ImageTag.Check(tag)).Mistakes[0].Code);
    }

    [Fact]
    public void A_model_that_needs_more_than_the_program_has_stays_here()
    {
        var description = TestWorkspace.Describe();
        description = description with { Lineage = description.Lineage with { Foreign = new ForeignOrigin("theirs.onnx", new string('a', 64), "somebody", 8, new Dictionary<string, long>()) } };
        var version = _workspace.Models.Register(new PackageWriter(_workspace.Objects, description, [1]).Save(), new Registration(Success: true));

        Assert.Equal("has_runtime", Assert.Throws<RondoException>(() => ModelImage.Of(_workspace.Workspace, version, s_program, null)).Mistakes[0].Code);
    }

    [Fact]
    public void A_folder_is_written_again_but_nothing_else_is_overwritten()
    {
        var (image, folder) = (Image(), Path.Combine(_workspace.Root, "out"));
        ImageLayout.WriteFolder(image, folder);
        File.WriteAllText(Path.Combine(folder, "left.txt"), "");

        ImageLayout.WriteFolder(image, folder);

        Assert.False(File.Exists(Path.Combine(folder, "left.txt")));
        Assert.True(File.Exists(Path.Combine(folder, "kubernetes.yaml")));
        Assert.Equal("folder_not_empty", Assert.Throws<RondoException>(() => ImageLayout.WriteFolder(image, _workspace.Root)).Mistakes[0].Code);
    }

    [Fact]
    public void The_archive_has_the_files_of_the_folder()
    {
        var (image, file) = (Image(), Path.Combine(_workspace.Root, "image.tar"));

        ImageLayout.WriteArchive(image, file);

        using var tar = new TarReader(File.OpenRead(file));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry) names.Add(entry.Name);
        Assert.Equal(ImageLayout.FilesOf(image).Select(f => f.Name), names);
    }

    ModelImage Image() => ModelImage.Of(_workspace.Workspace, _workspace.Register(), s_program, null);

    static byte[] Blob(Dictionary<string, byte[]> files, JsonElement descriptor)
    {
        var content = files[PathOf(descriptor)];
        Assert.Equal(descriptor.GetProperty("size").GetInt64(), content.Length);
        Assert.Equal(descriptor.GetProperty("digest").GetString(), DigestOf(content));
        return content;
    }

    static string PathOf(JsonElement descriptor) => $"blobs/{descriptor.GetProperty("digest").GetString()!.Replace(':', '/')}";

    static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    static byte[] Unpacked(byte[] layer)
    {
        using var gzip = new GZipStream(new MemoryStream(layer), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);
        return tar.ToArray();
    }

    static List<TarEntry> Entries(byte[] layer)
    {
        using var tar = new TarReader(new MemoryStream(Unpacked(layer)));
        var entries = new List<TarEntry>();
        while (tar.GetNextEntry(copyData: true) is { } entry) entries.Add(entry);
        return entries;
    }

    static JsonElement Json(byte[] content) => JsonDocument.Parse(content).RootElement;

    static YamlNode[] Documents(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. yaml.Documents.Select(d => d.RootNode)];
    }

    static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (n, key) => n[key])).Value!;
}
