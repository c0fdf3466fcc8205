using System.Collections.Immutable;
using Rondo.Deploy.Host.Routing;

namespace Rondo.Deploy.Host;

/// <summary>Where a host learns which models there are, which version an alias means now, and what a version consists of.</summary>
public interface IModelCatalog
{
    /// <summary>Another number as soon as a version or an alias changed; asking is cheap.</summary>
    long Sequence();

    /// <summary>Every model as it stands now.</summary>
    IReadOnlyList<CatalogModel> Models();

    /// <summary>The content of a version.</summary>
    /// <exception cref="Engine.Errors.RondoException">There is no such version, or it is damaged.</exception>
    ModelContent Open(string name, int version);
}

/// <summary>A model: its versions, what its aliases mean, and the version that its plain name means.</summary>
public sealed record CatalogModel(string Name, int Default, ImmutableArray<int> Versions, ImmutableDictionary<string, int> Aliases)
{
    /// <summary>How requests for the plain name are shared; null when all go to its version.</summary>
    public ModelRoute? Route { get; init; }
}

/// <summary>What a version consists of, as far as predicting needs it.</summary>
/// <param name="Pipeline">The bytes of pipeline.bin.</param>
public sealed record ModelContent(byte[] Pipeline)
{
    /// <summary>What is predicted; null for clusters without labels.</summary>
    public string? Target { get; init; }

    /// <summary>Input columns that a row may lack: their value is then missing.</summary>
    public ImmutableHashSet<string> OptionalColumns { get; init; } = [];

    /// <summary>The column by which rows are completed from the feature table of that name; null when they bring everything.</summary>
    public string? EntityLookup { get; init; }

    public LogPolicy Log { get; init; } = LogPolicy.Everything;

    /// <summary>What names the data that it was made of, such as the begin of their hash; empty when nobody knows.</summary>
    public string DataVersion { get; init; } = "";

    /// <summary>The same of the code: the commit, else Rondo's version.</summary>
    public string CodeVersion { get; init; } = "";

    /// <summary>As much of a hash as tells it from others.</summary>
    public static string Short(string? hash) => hash is null ? "" : hash.Length <= 12 ? hash : hash[..12];
}
