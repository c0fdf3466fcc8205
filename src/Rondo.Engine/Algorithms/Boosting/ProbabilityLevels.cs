using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Turns probabilities into packed levels of p - y and p (1 - p), eight rows at a time.</summary>
readonly struct ProbabilityLevels
{
    private readonly PackedLayout _layout;
    private readonly uint _dither;
    private readonly float _gradientScale;
    private readonly float _hessianScale;

    /// <param name="maxWeight">The largest weight: with it the largest gradient has the largest level.</param>
    /// <param name="maxHessian">The largest hessian of a row of weight 1.</param>
    public ProbabilityLevels(PackedLayout layout, double maxWeight, double maxHessian, uint dither)
    {
        (_layout, _dither) = (layout, dither);
        // One level is left for the dither to round up into.
        _gradientScale = (float)((layout.MaxGradient - 1) / maxWeight);
        _hessianScale = (float)((layout.MaxHessian - 1) / (0.25 * maxWeight));
        Scale = new LevelScale(1 / (double)_gradientScale, maxHessian / 0.25 / _hessianScale);
    }

    public LevelScale Scale { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pack(Vector256<float> probability, Vector256<float> label, Vector256<float> weight, int row, long[] packed)
    {
        var u = Dither.Of8(row, _dither);
        var gradient = Vector256.Floor((probability - label) * weight * _gradientScale + u);
        var hessian = Vector256.Floor(probability * (Vector256<float>.One - probability) * weight * _hessianScale + (Vector256<float>.One - u));
        var g = Vector256.ConvertToInt32(gradient);
        var h = Vector256.Max(Vector256<int>.Zero, Vector256.Min(Vector256.ConvertToInt32(hessian), Vector256.Create(_layout.MaxHessian)));
        var (gLow, gHigh) = Vector256.Widen(g);
        var (hLow, hHigh) = Vector256.Widen(h);
        ((gLow << _layout.GradientShift) + (hLow << _layout.CountBits) + Vector256<long>.One).CopyTo(packed, row);
        ((gHigh << _layout.GradientShift) + (hHigh << _layout.CountBits) + Vector256<long>.One).CopyTo(packed, row + 4);
    }
}
