using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Host;

/// <summary>
/// Model packages as folders: one that holds <c>model.json</c> and <c>pipeline.bin</c>, or one with several such folders in it.
/// This is how an image, or a cloud that unpacks models, brings them; each has one version.
/// </summary>
public sealed class PackageFolder : IModelCatalog
{
    const string DescriptionName = "model.json";
    const string PipelineName = "pipeline.bin";
    const int OnlyVersion = 1;

    readonly ImmutableSortedDictionary<string, string> _folders;

    PackageFolder(ImmutableSortedDictionary<string, string> folders) => _folders = folders;

    /// <exception cref="RondoException">There is no package, or two of one name.</exception>
    public static PackageFolder Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new RondoException("no_package", $"There is no folder '{folder}'.");
        string[] found = IsPackage(folder) ? [folder] : [.. Directory.EnumerateDirectories(folder).Where(IsPackage).Order(StringComparer.Ordinal)];
        if (found.Length == 0)
            throw new RondoException("no_package", $"'{folder}' holds no model package: no {DescriptionName} with {PipelineName} beside it.", "Write one with `rondo models show NAME --export FOLDER`, say.");
        var folders = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var one in found)
            if (!folders.TryAdd(Read(one, d => d.GetProperty("name").GetString()!), one))
                throw new RondoException("invalid_package", $"Two packages in '{folder}' are of one model.");
        return new PackageFolder(folders.ToImmutable());
    }

    public long Sequence() => 0;

    public IReadOnlyList<CatalogModel> Models() =>
        [.. _folders.Keys.Select(name => new CatalogModel(name, OnlyVersion, [OnlyVersion], ImmutableDictionary<string, int>.Empty))];

    public ModelContent Open(string name, int version)
    {
        if (version != OnlyVersion || !_folders.TryGetValue(name, out var folder))
            throw new RondoException("unknown_version", FormattableString.Invariant($"There is no {name}@{version} here."));
        var target = Read(folder, d => d.GetProperty("signature").TryGetProperty("target", out var t) ? t.GetString() : null);
        return Explain(folder, () => new ModelContent(File.ReadAllBytes(Path.Combine(folder, PipelineName))) { Target = target });
    }

    static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, DescriptionName)) && File.Exists(Path.Combine(folder, PipelineName));

    static T Read<T>(string folder, Func<JsonElement, T> get) => Explain(folder, () =>
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, DescriptionName)));
        return get(description.RootElement);
    });

    static T Explain<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RondoException("invalid_package", $"The package in '{folder}' has no valid {DescriptionName}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException("invalid_package", $"The package in '{folder}' can't be read: {e.Message}");
        }
    }
}
