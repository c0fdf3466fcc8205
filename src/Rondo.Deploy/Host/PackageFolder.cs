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
    public const string DescriptionName = "model.json";
    public const string PipelineName = "pipeline.bin";

    readonly ImmutableSortedDictionary<string, Package> _packages;

    PackageFolder(ImmutableSortedDictionary<string, Package> packages) => _packages = packages;

    /// <summary>Whether there is a package, or a folder with some.</summary>
    public static bool Holds(string folder) => Directory.Exists(folder) && Packages(folder).Length > 0;

    /// <exception cref="RondoException">There is no package, or two of one name.</exception>
    public static PackageFolder Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new RondoException("no_package", $"There is no folder '{folder}'.");
        var found = Packages(folder);
        if (found.Length == 0)
            throw new RondoException("no_package", $"'{folder}' holds no model package: no {DescriptionName} with {PipelineName} beside it.", "`rondo export NAME --to package --out FOLDER` writes one.");
        var packages = ImmutableSortedDictionary.CreateBuilder<string, Package>(StringComparer.Ordinal);
        foreach (var one in found)
        {
            var (name, target, data, code) = Read(one, DescriptionName, d => (d.GetProperty("name").GetString()!, Text(d.GetProperty("signature"), "target"), MadeOf(d, "data_hash"), MadeOf(d, "git_commit") ?? MadeOf(d, "rondo_version")));
            if (!packages.TryAdd(name, new Package(one, target, RegisteredAs.Read(one), ModelContent.Short(data), ModelContent.Short(code))))
                throw new RondoException("invalid_package", $"Two packages in '{folder}' are of one model.");
        }
        return new PackageFolder(packages.ToImmutable());
    }

    public long Sequence() => 0;

    public IReadOnlyList<CatalogModel> Models() =>
        [.. _packages.Select(p => new CatalogModel(p.Key, p.Value.Registered.Version, [p.Value.Registered.Version], ImmutableDictionary<string, int>.Empty))];

    public ModelContent Open(string name, int version)
    {
        if (!_packages.TryGetValue(name, out var package) || version != package.Registered.Version)
            throw new RondoException("unknown_version", FormattableString.Invariant($"There is no {name}@{version} here."));
        return Explain(package.Folder, PipelineName, () => new ModelContent(File.ReadAllBytes(Path.Combine(package.Folder, PipelineName)))
        {
            Target = package.Target,
            OptionalColumns = package.Registered.OptionalColumns,
            Log = package.Registered.Log,
            DataVersion = package.DataVersion,
            CodeVersion = package.CodeVersion,
        });
    }

    static string? MadeOf(JsonElement description, string key) => description.TryGetProperty("lineage", out var lineage) ? Text(lineage, key) : null;

    static string? Text(JsonElement map, string key) => map.TryGetProperty(key, out var value) ? value.GetString() : null;

    static string[] Packages(string folder) => IsPackage(folder) ? [folder] : [.. Directory.EnumerateDirectories(folder).Where(IsPackage).Order(StringComparer.Ordinal)];

    static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, DescriptionName)) && File.Exists(Path.Combine(folder, PipelineName));

    internal static T Read<T>(string folder, string file, Func<JsonElement, T> get) => Explain(folder, file, () =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        return get(document.RootElement);
    });

    static T Explain<T>(string folder, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RondoException("invalid_package", $"The package in '{folder}' has no valid {file}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException("invalid_package", $"The package in '{folder}' can't be read: {e.Message}");
        }
    }

    sealed record Package(string Folder, string? Target, RegisteredAs Registered, string DataVersion, string CodeVersion);
}
