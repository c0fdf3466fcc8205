using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Packages;

/// <summary>An input column of a model.</summary>
public sealed record SignatureColumn(string Name, ColumnType Type);

/// <summary>What a model takes and gives: input columns with types, and for classes their names, the positive one and the threshold.</summary>
public sealed record ModelSignature
{
    public required TaskKind Task { get; init; }

    /// <summary>What is predicted; null for clusters without labels.</summary>
    public string? Target { get; init; }

    public required ImmutableArray<SignatureColumn> Columns { get; init; }

    /// <summary>In index order; empty for regression.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    public string? Positive { get; init; }

    /// <summary>The probability from which on the positive class is predicted.</summary>
    public double? Threshold { get; init; }

    /// <summary>The signature of a fitted pipeline.</summary>
    /// <param name="target">What it predicts; null for clusters without labels.</param>
    public static ModelSignature Of(FittedPipeline pipeline, string? target) => new()
    {
        Task = pipeline.Task,
        Target = target,
        Columns = [.. pipeline.Input.Fields.Select(f => new SignatureColumn(f.Name, f.Type))],
        Classes = pipeline.Classes,
        Positive = pipeline.Task == TaskKind.Binary ? pipeline.Classes[1] : null,
        Threshold = pipeline.Task == TaskKind.Binary ? pipeline.Threshold : null,
    };

    /// <summary>The signature's one form for hashes.</summary>
    public byte[] ToCanonicalJson() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, PackageJson.Default.ModelSignature));
}
