using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Packages;

/// <summary>A model as a set of named files: the description, the pipeline, the report and more. Every read is verified.</summary>
public sealed class ModelPackage
{
    public const string DescriptionName = "model.json";
    public const string PipelineName = "pipeline.bin";

    /// <summary>What later rows are compared with; absent from a model that was made elsewhere.</summary>
    public const string ReferenceName = "reference.bin";
    public const string ReportName = "report.html";
    public const string ReportDataName = "report.json";
    public const string SchemaName = "schema.yaml";
    public const string CardName = "card.md";

    /// <summary>A model that was made elsewhere, as it came.</summary>
    public const string OnnxName = "model.onnx";

    /// <summary>Stands beside the files of an exported package; its hash is the package's.</summary>
    public const string ManifestName = "manifest.json";

    const long MaxDescriptionBytes = 64 << 20;

    readonly ObjectStore _objects;

    ModelPackage(ObjectStore objects, string hash, PackageManifest manifest)
    {
        _objects = objects;
        Hash = hash;
        Manifest = manifest;
        Description = ReadDescription();
    }

    /// <summary>The package hash.</summary>
    public string Hash { get; }

    public PackageManifest Manifest { get; }

    public ModelDescription Description { get; }

    public string ModelHash => Description.Lineage.ModelHash;

    public long SizeBytes => Manifest.Files.Values.Sum(file => file.Size);

    /// <summary>Opens a stored package by its hash.</summary>
    public static ModelPackage Open(ObjectStore objects, string packageHash) =>
        new(objects, packageHash, PackageManifest.Parse(objects.Read(packageHash, PackageManifest.MaxBytes)));

    /// <summary>Stores a package that was exported to a folder, here or elsewhere; every file must have the hash of the manifest.</summary>
    public static ModelPackage Import(ObjectStore objects, string folder)
    {
        var manifestPath = Path.Combine(folder, ManifestName);
        if (!File.Exists(manifestPath))
            throw new RondoException("invalid_package", $"'{folder}' is no model package: it has no {ManifestName}.");
        var manifest = PackageManifest.Parse(ReadBounded(manifestPath));
        foreach (var (name, file) in manifest.Files) ImportFile(objects, folder, name, file);
        var package = new ModelPackage(objects, objects.Put(manifest.ToCanonicalJson()), manifest);
        package.VerifyModelHash();
        return package;
    }

    public bool Has(string name) => Manifest.Files.ContainsKey(name);

    /// <summary>The verified content of a file.</summary>
    public byte[] Read(string name)
    {
        var file = Find(name);
        var content = _objects.Read(file.Sha256, file.Size);
        return content.Length == file.Size ? content : throw WrongSize(name);
    }

    public byte[] ReadPipeline() => Read(PipelineName);

    /// <summary>Reads every file, and proves that the model hash is that of pipeline and signature.</summary>
    public void Verify()
    {
        foreach (var (name, file) in Manifest.Files)
        {
            _objects.GetPath(file.Sha256);
            if (_objects.SizeOf(file.Sha256) != file.Size) throw WrongSize(name);
        }
        VerifyModelHash();
    }

    /// <summary>Writes the package's files and manifest to a folder, which must be new or empty.</summary>
    public void Export(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new RondoException("folder_not_empty", $"'{folder}' isn't empty.", "Choose a new folder for the package.");
        StoreFailure.Explain(folder, () =>
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, file) in Manifest.Files) ExportFile(folder, name, file);
            // Last: a folder without it is an export that didn't end.
            File.WriteAllBytes(Path.Combine(folder, ManifestName), Manifest.ToCanonicalJson());
        });
    }

    /// <summary>Refuses to go on when one of the package's objects isn't in the store with its size.</summary>
    internal void RequireStoredIn(ObjectStore objects)
    {
        if (!objects.Contains(Hash)) throw new InvalidOperationException($"Package {Hash} isn't stored in this workspace.");
        foreach (var (name, file) in Manifest.Files)
            if (objects.SizeOf(file.Sha256) != file.Size) throw WrongSize(name);
    }

    void ExportFile(string folder, string name, PackageFile file)
    {
        var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var destination = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        _objects.CopyTo(file.Sha256, destination);
    }

    static void ImportFile(ObjectStore objects, string folder, string name, PackageFile file)
    {
        var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        var found = new FileInfo(path);
        if (!found.Exists || found.LinkTarget is not null)
            throw new RondoException("invalid_package", $"The package's file '{name}' is missing or is a link.");
        if (found.Length != file.Size)
            throw new RondoException("damaged_package", string.Create(CultureInfo.InvariantCulture,
                $"The package's file '{name}' has {found.Length} bytes; its manifest says {file.Size}."));
        using (var content = File.OpenRead(path))
            if (ObjectHash.Of(content) != file.Sha256) throw Damaged(name);
        if (objects.PutFile(path) != file.Sha256) throw Damaged(name);
    }

    static byte[] ReadBounded(string path)
    {
        var size = new FileInfo(path).Length;
        if (size > PackageManifest.MaxBytes)
            throw new RondoException("invalid_package", $"'{path}' is larger than {PackageManifest.MaxBytes} bytes.");
        return File.ReadAllBytes(path);
    }

    ModelDescription ReadDescription()
    {
        Find(PipelineName);
        if (Find(DescriptionName).Size > MaxDescriptionBytes)
            throw new RondoException("invalid_package", $"{DescriptionName} is larger than {MaxDescriptionBytes} bytes.");
        ModelDescription? description;
        try
        {
            description = JsonSerializer.Deserialize(Read(DescriptionName), PackageJson.Default.ModelDescription);
        }
        catch (JsonException e)
        {
            throw new RondoException("invalid_package", $"The package's {DescriptionName} isn't valid: {e.Message}");
        }
        return description switch
        {
            null => throw new RondoException("invalid_package", $"The package's {DescriptionName} is empty."),
            { Format: not 1 } => throw new RondoException("invalid_package",
                $"The package's {DescriptionName} has format {description.Format}; this Rondo reads format 1.", "Update Rondo."),
            _ => description,
        };
    }

    void VerifyModelHash()
    {
        var actual = Packages.ModelHash.Of(ReadPipeline(), Description.Signature);
        if (actual != ModelHash)
            throw new RondoException("damaged_package", $"The package says that its model hash is {ModelHash}, but it is {actual}.");
    }

    PackageFile Find(string name) => Manifest.Files.TryGetValue(name, out var file)
        ? file
        : throw new RondoException("invalid_package", $"The package has no file '{name}'.");

    static RondoException WrongSize(string name) =>
        new("damaged_package", $"The package's file '{name}' is missing or hasn't the size that its manifest says.");

    static RondoException Damaged(string name) =>
        new("damaged_package", $"The package's file '{name}' hasn't the hash that its manifest says.");
}
