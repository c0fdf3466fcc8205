namespace Rondo.Engine.Metrics;

/// <summary>Ten bins of equal width, each with its upper edge, as in scikit-learn's calibration_curve.</summary>
static class ProbabilityBins
{
    public const int Count = 10;

    public static int Of(double probability)
    {
        var bin = Math.Clamp((int)(probability * Count), 0, Count - 1);
        // The edges are i * 0.1 in floating point, so the neighbours must be asked.
        while (bin > 0 && probability <= bin * 0.1) bin--;
        while (bin < Count - 1 && probability > (bin + 1) * 0.1) bin++;
        return bin;
    }
}
