using System.Runtime.CompilerServices;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Turns feature values into the keys that trees are walked with, once a row instead of once a node: a category's bin,
/// or a number's bits so arranged that unsigned integers compare as the numbers do. A missing number is 0, below all others.
/// </summary>
sealed class FeatureKeys(byte[][] categories, byte[] missingBins)
{
    public void Fill(int feature, ReadOnlySpan<float> values, Span<uint> keys)
    {
        var bins = categories[feature];
        if (bins.Length == 0)
        {
            for (var i = 0; i < values.Length; i++) keys[i] = Number(values[i]);
            return;
        }
        var missing = missingBins[feature];
        for (var i = 0; i < values.Length; i++) keys[i] = FeatureBins.CategoryBin(values[i], bins, missing);
    }

    public uint Key(int feature, float value) =>
        categories[feature].Length == 0 ? Number(value) : FeatureBins.CategoryBin(value, categories[feature], missingBins[feature]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Number(float x)
    {
        // Adding 0 makes -0 the same as 0. Negative numbers have all bits turned, others the sign only.
        var bits = BitConverter.SingleToUInt32Bits(x + 0f);
        var key = bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
        return float.IsNaN(x) ? 0 : key;
    }
}
