using System.Text.Json;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Packages;

/// <summary>Puts a model package together; its files are stored as they are added.</summary>
public sealed class PackageWriter(ObjectStore objects, ModelDescription description, byte[] pipeline)
{
    readonly SortedDictionary<string, PackageFile> _files = new(StringComparer.Ordinal);

    public string ModelHash { get; } = Packages.ModelHash.Of(pipeline, description.Signature);

    public PackageWriter Add(string name, ReadOnlySpan<byte> content)
    {
        CheckNew(name);
        _files.Add(name, new PackageFile(objects.Put(content), content.Length));
        return this;
    }

    public PackageWriter AddFile(string name, string path)
    {
        CheckNew(name);
        var hash = objects.PutFile(path);
        _files.Add(name, new PackageFile(hash, objects.SizeOf(hash)!.Value));
        return this;
    }

    /// <summary>Stores description, pipeline and manifest; when this returns the whole package outlives a power cut.</summary>
    public ModelPackage Save()
    {
        var complete = description with { Lineage = description.Lineage with { ModelHash = ModelHash } };
        Add(ModelPackage.PipelineName, pipeline);
        Add(ModelPackage.DescriptionName, JsonSerializer.SerializeToUtf8Bytes(complete, PackageJson.Default.ModelDescription));
        PackageFileName.CheckAll(_files.Keys);
        var manifest = new PackageManifest { Files = _files };
        return ModelPackage.Open(objects, objects.Put(manifest.ToCanonicalJson()));
    }

    void CheckNew(string name)
    {
        if (_files.ContainsKey(PackageFileName.Check(name))) throw new ArgumentException($"'{name}' is in the package already.", nameof(name));
    }
}
