using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Packages;

/// <summary>A file of a package.</summary>
public sealed record PackageFile(string Sha256, long Size);

/// <summary>The files of a package with their hashes and sizes; the hash of its canonical form is the package's.</summary>
public sealed record PackageManifest
{
    public const int MaxBytes = 1 << 20;
    public const int MaxFiles = 1000;

    public int Format { get; init; } = 1;

    public required SortedDictionary<string, PackageFile> Files { get; init; }

    public byte[] ToCanonicalJson() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, PackageJson.Default.PackageManifest));

    /// <summary>Reads a manifest, which may come from anywhere, and refuses one that couldn't have been written here.</summary>
    public static PackageManifest Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes) throw Invalid($"has {json.Length} bytes, more than {MaxBytes}");
        PackageManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, PackageJson.Default.PackageManifest);
        }
        catch (JsonException e)
        {
            throw Invalid($"isn't valid: {e.Message}");
        }
        if (manifest is null) throw Invalid("is empty");
        if (manifest.Format != 1) throw Invalid($"has format {manifest.Format}; this Rondo reads format 1");
        if (manifest.Files.Count > MaxFiles) throw Invalid($"names {manifest.Files.Count} files, more than {MaxFiles}");
        PackageFileName.CheckAll(manifest.Files.Keys);
        foreach (var (name, file) in manifest.Files)
            if (file is null || !ObjectHash.IsValid(file.Sha256) || file.Size < 0) throw Invalid($"has no valid hash and size for '{name}'");
        return manifest with { Files = new(manifest.Files, StringComparer.Ordinal) };
    }

    static RondoException Invalid(string what) => new("invalid_package", $"The package's manifest {what}.");
}
