using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Foreign;

/// <summary>What is known of a model that was made elsewhere, beyond what its file says.</summary>
/// <param name="File">An ONNX file.</param>
/// <param name="Name">What the model is called here.</param>
public sealed record ForeignRequest(string File, string Name)
{
    public const string DefaultTarget = "target";

    /// <summary>The column that it predicts, where data have it.</summary>
    public string Target { get; init; } = DefaultTarget;

    /// <summary>Null to see it from the outputs.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>In the order of the probabilities; empty to take them from the file.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Names of the columns in the order of the inputs, with types where those of the inputs say too little; empty to take them from the file.</summary>
    public ImmutableArray<(string Name, ColumnType? Type)> Columns { get; init; } = [];

    /// <summary>Whether its output are scores that a softmax, or for one of them a sigmoid, makes probabilities of.</summary>
    public bool IsLogits { get; init; }

    /// <summary>The output to read; null to see it from the outputs.</summary>
    public string? Output { get; init; }

    /// <summary>A file of rows that it takes, to try it with and to start explanations from.</summary>
    public string? Data { get; init; }

    /// <summary>The alias that it gets; null for the rule of all models: the first is champion, a later one challenger.</summary>
    public string? Alias { get; init; }
}
