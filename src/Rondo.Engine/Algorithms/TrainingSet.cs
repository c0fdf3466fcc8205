using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms;

/// <summary>All that a fit may look at.</summary>
public sealed record TrainingSet(FeatureMatrix Features, Target Target)
{
    /// <summary>Weight of each row, above or equal to 0; null means all 1.</summary>
    public double[]? Weights { get; init; }

    /// <summary>Group of each row; rows of one group stay together when rows are held out.</summary>
    public int[]? Groups { get; init; }

    /// <summary>Whether the rows are in time order: then it is the last rows that are held out.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Rows for early stopping; null when the algorithm must hold out its own.</summary>
    public TrainingSet? Validation { get; init; }

    public int Rows => Features.Rows;

    public TrainingSet Take(int[] rows) => new(Features.Take(rows), Target.Take(rows))
    {
        Weights = Weights is null ? null : [.. rows.Select(r => Weights[r])],
        Groups = Groups is null ? null : [.. rows.Select(r => Groups[r])],
        IsOrdered = IsOrdered,
    };

    /// <summary>
    /// This set with about <paramref name="fraction"/> of its rows moved to <see cref="Validation"/>:
    /// the last ones when ordered, whole groups when grouped, else a random share of each class.
    /// </summary>
    public TrainingSet HoldOut(double fraction, ulong seed)
    {
        if (Validation is not null) return this;
        var held = ChooseHeldOut(fraction, new CounterRandom(seed, "hold_out"));
        int[] validation = [.. Enumerable.Range(0, Rows).Where(r => held[r])];
        int[] training = [.. Enumerable.Range(0, Rows).Where(r => !held[r])];
        return Take(training) with { Validation = Take(validation) };
    }

    bool[] ChooseHeldOut(double fraction, CounterRandom random)
    {
        var held = new bool[Rows];
        if (Groups is not null)
        {
            for (var row = 0; row < Rows; row++) held[row] = random.Uniform((ulong)(uint)Groups[row]) < fraction;
            return held;
        }
        if (IsOrdered)
        {
            held.AsSpan(Rows - (int)(Rows * fraction)).Fill(true);
            return held;
        }
        var order = random.Permutation(Rows);
        if (Target.Task == TaskKind.Regression)
        {
            foreach (var row in order.AsSpan(0, (int)(Rows * fraction))) held[row] = true;
            return held;
        }
        var left = new int[Target.Classes.Length];
        foreach (var value in Target.Values) left[(int)value]++;
        for (var k = 0; k < left.Length; k++) left[k] = (int)(left[k] * fraction);
        foreach (var row in order)
            if (left[(int)Target.Values[row]]-- > 0) held[row] = true;
        return held;
    }
}
