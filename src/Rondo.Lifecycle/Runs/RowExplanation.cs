using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Explanations;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Runs;

/// <summary>Why a row gets its prediction: base and contributions add up to the score.</summary>
public sealed record RowExplanation
{
    /// <summary>The number predicted; null when a class is.</summary>
    public double? Number { get; init; }

    /// <summary>The class predicted; null when a number is.</summary>
    public string? Class { get; init; }

    /// <summary>What the score speaks of: 'prediction', of two classes the positive one, of several the class predicted.</summary>
    public required string Output { get; init; }

    public required ExplanationSpace Space { get; init; }

    /// <summary>Whether the score is that before the model's calibration.</summary>
    public bool IsBeforeCalibration { get; init; }

    /// <summary>False where the division among columns was estimated; the sum is exact all the same.</summary>
    public required bool IsExact { get; init; }

    public required double Base { get; init; }

    /// <summary>By column, the one that moves the score furthest first.</summary>
    public required ImmutableArray<Contribution> Contributions { get; init; }

    public double Score => Contributions.Aggregate(Base, (sum, c) => sum + c.Value);

    /// <param name="explanation">By column.</param>
    internal static RowExplanation Of(Explanation explanation, Predictions predictions, int row)
    {
        var predicted = predictions.Task == TaskKind.Regression ? (int?)null : predictions.ClassOf(row);
        var output = predicted is { } k && explanation.Outputs.Length > 1 ? k : 0;
        var contributions = explanation.Of(row, output).ToArray().Select((value, j) => new Contribution(explanation.Features[j], value));
        return new RowExplanation
        {
            Number = predicted is null ? predictions.Row(row)[0] : null,
            Class = predicted is { } index ? predictions.Classes[index] : null,
            Output = explanation.Outputs[output],
            Space = explanation.Space,
            IsBeforeCalibration = explanation.IsBeforeCalibration,
            IsExact = explanation.IsExact,
            Base = explanation.Base[output],
            Contributions = [.. contributions.OrderByDescending(c => Math.Abs(c.Value)).ThenBy(c => c.Column, StringComparer.Ordinal)],
        };
    }
}

/// <summary>How far a column moves the score.</summary>
public readonly record struct Contribution(string Column, double Value);
