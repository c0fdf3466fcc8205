using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>
/// Silences a random share of the hidden units in every step and row, and makes up for it in the others (Srivastava et al. 2014).
/// Which ones depends on seed, step, layer and place alone.
/// </summary>
/// <param name="FirstRow">The place in the batch of the first of the rows given.</param>
readonly record struct Dropout(double Rate, CounterRandom Step, int FirstRow)
{
    /// <summary>Of activations and of their slopes. Shape of both: rows x width.</summary>
    public void Apply(int layer, int width, Span<float> activations, Span<float> slopes)
    {
        if (Rate == 0) return;
        var random = Step.Child((ulong)layer);
        // Sixteen bits decide for a unit, so the rate is met to 1 / 65536.
        var (silenced, factor) = ((int)(Rate * 65536), (float)(1 / (1 - Rate)));
        var first = (ulong)FirstRow * (ulong)width;
        var bits = 0UL;
        for (var i = 0; i < activations.Length; i++)
        {
            bits = (i & 3) == 0 ? random.Bits((first + (ulong)i) >> 2) : bits >> 16;
            var kept = (int)(bits & 0xffff) < silenced ? 0 : factor;
            activations[i] *= kept;
            slopes[i] *= kept;
        }
    }
}
