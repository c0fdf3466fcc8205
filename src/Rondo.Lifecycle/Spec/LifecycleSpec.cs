using System.Collections.Immutable;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>A lifecycle file as written: what is null or empty was not given.</summary>
public sealed record LifecycleSpec
{
    public int? Version { get; init; }

    public string? Name { get; init; }

    public required DefineSpec Define { get; init; }

    public required PrepareSpec Prepare { get; init; }

    public TrainSpec Train { get; init; } = new();

    /// <summary>The sections of steps after training, kept as written: deploy, observe, experiment, retrain.</summary>
    public ImmutableSortedDictionary<string, YamlMap> Later { get; init; } =
        ImmutableSortedDictionary.Create<string, YamlMap>(StringComparer.Ordinal);

    /// <summary>The spec of <c>rondo run DATA --target COLUMN</c>.</summary>
    public static LifecycleSpec ForData(string dataPath, string target) => new()
    {
        Define = new DefineSpec { Target = new TargetSpec(target) },
        Prepare = new PrepareSpec { Source = new SourceDefinition(dataPath) },
    };

    /// <summary>This spec with another seed of everything random.</summary>
    public LifecycleSpec WithSeed(long seed) =>
        this with { Prepare = Prepare with { Split = Prepare.Split with { Seed = seed } } };

    /// <summary>The file that reads back as this spec.</summary>
    public string ToYaml() => YamlWriter.Write(SpecTree.Of(this));
}
