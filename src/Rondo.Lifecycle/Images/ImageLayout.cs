using System.Formats.Tar;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Images;

/// <summary>
/// An image as a folder (OCI image layout 1.0, with Dockerfile and manifests beside it) or as one file to load (a tar of the same,
/// with the list that `docker load` of any age reads).
/// </summary>
public static class ImageLayout
{
    const string LayoutName = "oci-layout";

    /// <summary>Writes the folder in the place of what an earlier call wrote there.</summary>
    /// <exception cref="RondoException">The folder has something else, or can't be written.</exception>
    public static void WriteFolder(ModelImage image, string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(folder)) throw new RondoException("folder_not_empty", $"'{folder}' is a file.", "Name a folder, or a file that ends in .tar.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, LayoutName)))
            throw new RondoException("folder_not_empty", $"'{folder}' has something else than an image.", "Choose a new folder with --to.");
        StoreFailure.Explain(folder, () =>
        {
            var part = $"{folder}.part-{Guid.NewGuid():N}";
            var old = $"{part}-old";
            try
            {
                foreach (var (name, content) in FilesOf(image).Concat(DeploymentFiles.Of(image)))
                {
                    var path = Path.Combine(part, name);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    WriteFlushed(path, content);
                }
                if (Directory.Exists(folder)) Directory.Move(folder, old);
                Directory.Move(part, folder);
            }
            finally
            {
                foreach (var rest in (string[])[part, old])
                    if (Directory.Exists(rest)) Directory.Delete(rest, recursive: true);
            }
        });
    }

    /// <summary>Writes one file.</summary>
    /// <exception cref="RondoException">It can't be written.</exception>
    public static void WriteArchive(ModelImage image, string file)
    {
        file = Path.GetFullPath(file);
        StoreFailure.Explain(file, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var part = $"{file}.part-{Guid.NewGuid():N}";
            try
            {
                WriteFlushed(part, Archive(image));
                DurableFile.Publish(part, file);
            }
            finally
            {
                File.Delete(part);
            }
        });
    }

    /// <summary>The files of the layout, by their paths within it.</summary>
    public static IEnumerable<(string Name, byte[] Content)> FilesOf(ModelImage image)
    {
        yield return (LayoutName, "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray());
        yield return ("index.json", Json(json => WriteIndex(json, image)));
        yield return ("manifest.json", Json(json => WriteList(json, image)));
        foreach (var blob in (byte[][])[image.Manifest, image.Config, .. image.Layers.Select(l => l.Content)]) yield return (PathOf(ImageLayer.DigestOf(blob)), blob);
    }

    /// <summary>Where a blob lies in the layout.</summary>
    public static string PathOf(string digest) => $"blobs/{digest.Replace(':', '/')}";

    internal static void WriteDescriptor(Utf8JsonWriter json, string type, byte[] content, IEnumerable<(string Name, string Value)> annotations)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", type);
        json.WriteString("digest", ImageLayer.DigestOf(content));
        json.WriteNumber("size", content.Length);
        if (annotations.Any())
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in annotations) json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static byte[] Archive(ModelImage image)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in FilesOf(image))
            {
                using var data = new MemoryStream(content);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = data });
            }
        }
        return stream.ToArray();
    }

    static void WriteIndex(Utf8JsonWriter json, ModelImage image)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", "application/vnd.oci.image.index.v1+json");
        json.WriteStartArray("manifests");
        WriteDescriptor(json, ModelImage.ManifestType, image.Manifest, [("org.opencontainers.image.ref.name", image.Tag), ("io.containerd.image.name", image.Tag)]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What Docker asks of a saved image.
    static void WriteList(Utf8JsonWriter json, ModelImage image)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("Config", PathOf(image.ConfigDigest));
        json.WriteStartArray("RepoTags");
        json.WriteStringValue(image.Tag);
        json.WriteEndArray();
        json.WriteStartArray("Layers");
        foreach (var layer in image.Layers) json.WriteStringValue(PathOf(layer.Digest));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return stream.ToArray();
    }

    static void WriteFlushed(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
