using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>
/// The mean of the weights over an epoch, by up to 32 of its steps evenly apart: it has less of the last batches' noise than the last
/// step's weights, as if the learning rate had fallen (Polyak and Juditsky 1992).
/// </summary>
sealed class WeightMean(NetworkShape shape)
{
    private const int Samples = 32;

    private readonly NetworkWeights _sum = NetworkWeights.Zeros(shape);
    private int _count;

    /// <summary>Takes part in the mean if it is the step's turn; the last step always does. Steps count from 0.</summary>
    public void Add(NetworkWeights weights, int step, int steps)
    {
        if ((long)(step + 1) * Samples / steps == (long)step * Samples / steps) return;
        FloatVectors.Add(weights.Dense, _sum.Dense);
        for (var t = 0; t < _sum.Tables.Length; t++) FloatVectors.Add(weights.Tables[t], _sum.Tables[t]);
        _count++;
    }

    /// <summary>Gives the mean of what was added, and begins anew.</summary>
    public void Take(NetworkWeights mean)
    {
        Take(_sum.Dense, mean.Dense);
        for (var t = 0; t < _sum.Tables.Length; t++) Take(_sum.Tables[t], mean.Tables[t]);
        _count = 0;
    }

    void Take(float[] sums, float[] means)
    {
        for (var i = 0; i < sums.Length; i++) means[i] = sums[i] / _count;
        Array.Clear(sums);
    }
}
