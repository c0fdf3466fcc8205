using System.Collections.Immutable;
using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Recipes;

/// <summary>What a pipeline says of some rows.</summary>
/// <param name="Values">Row by row: the number predicted, or the probability of each class. Shape: rows x outputs.</param>
public sealed record Predictions(TaskKind Task, ImmutableArray<string> Classes, double[] Values)
{
    /// <summary>Binary tasks: the positive class is predicted from this probability on.</summary>
    public double Threshold { get; init; } = 0.5;

    public int Outputs => Task == TaskKind.Regression ? 1 : Classes.Length;

    public int Rows => Values.Length / Outputs;

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Outputs, Outputs);

    /// <summary>The index of the class predicted; ties go to the first.</summary>
    public int ClassOf(int row) => ClassOf(Task, Row(row), Threshold);

    internal static int ClassOf(TaskKind task, ReadOnlySpan<double> probabilities, double threshold)
    {
        if (task == TaskKind.Binary) return probabilities[1] >= threshold ? 1 : 0;
        var best = 0;
        for (var k = 1; k < probabilities.Length; k++)
            if (probabilities[k] > probabilities[best]) best = k;
        return best;
    }
}
