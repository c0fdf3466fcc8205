using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>How one feature is cut into bins 0 .. Count-1. Missing values have the bin <see cref="Count"/>.</summary>
sealed class FeatureBins
{
    private readonly float[] _search = [];

    private FeatureBins(float[] thresholds, byte[] categories, int count)
    {
        Thresholds = thresholds;
        Categories = categories;
        Count = count;
        if (IsCategorical) return;
        // Padded to a power of two, so that the search is a fixed number of steps without a branch to mispredict.
        var size = 1;
        while (size < Count) size *= 2;
        _search = new float[Math.Max(1, size - 1)];
        Array.Fill(_search, float.PositiveInfinity);
        thresholds.CopyTo(_search, 0);
        _searchStep = size / 2;
    }

    private readonly int _searchStep;

    /// <summary>Upper bounds of all bins but the last: a value x belongs to the first bin with x &lt;= threshold. Empty for categories.</summary>
    public float[] Thresholds { get; }

    /// <summary>The bin of each category code; empty for numbers.</summary>
    public byte[] Categories { get; }

    /// <summary>Bins without that of missing values.</summary>
    public int Count { get; }

    public int Missing => Count;

    public bool IsCategorical => Categories.Length > 0;

    public static FeatureBins Numeric(float[] thresholds) => new(thresholds, [], thresholds.Length + 1);

    /// <param name="categories">The bin of each code; the missing bin for codes that training never saw.</param>
    /// <param name="count">Bins without that of missing values.</param>
    public static FeatureBins Categorical(byte[] categories, int count) => new([], categories, count);

    public void Assign(ReadOnlySpan<float> values, Span<byte> bins)
    {
        if (IsCategorical) AssignCategories(values, bins);
        else AssignNumbers(values, bins);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AssignNumbers(ReadOnlySpan<float> values, Span<byte> bins)
    {
        ref var search = ref MemoryMarshal.GetArrayDataReference(_search);
        for (var i = 0; i < values.Length; i++)
        {
            var x = values[i];
            nint bin = 0;
            // The comparison's result is a factor, for a branch would be mispredicted every other time.
            for (nint step = _searchStep; step > 0; step >>= 1)
                bin += step * Unsafe.BitCast<bool, byte>(x > Unsafe.Add(ref search, bin + step - 1));
            bins[i] = (byte)(float.IsNaN(x) ? Missing : bin);
        }
    }

    void AssignCategories(ReadOnlySpan<float> values, Span<byte> bins)
    {
        for (var i = 0; i < values.Length; i++) bins[i] = CategoryBin(values[i], Categories, (byte)Missing);
    }

    /// <summary>A code that is no whole number within the categories counts as missing.</summary>
    public static byte CategoryBin(float code, ReadOnlySpan<byte> categories, byte missing)
    {
        if (!(code >= 0 && code < categories.Length)) return missing;
        var index = (int)code;
        return index == code ? categories[index] : missing;
    }
}
