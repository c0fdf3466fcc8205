namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// How the gradient (signed, top), hessian (unsigned, middle) and count (low) of rows share one 64-bit integer,
/// and how many levels each may have so that the sum over <see cref="BlockRows"/> rows can't overflow its field.
/// Adding two packed numbers adds all three fields; subtracting a part from a whole is exact too.
/// </summary>
readonly record struct PackedLayout
{
    // With a block of 4095 rows: 15 bits of gradient, 12 of hessian. Rounding is dithered, so the levels
    // limit the noise of a sum, not its mean; its share of the gradients' own noise is about 2^-15.
    private const int VaryingBlockBits = 12;
    private const int ConstantBlockBits = 16;
    private const int MostGradientBits = 22;
    private const int MostHessianBits = 20;

    private PackedLayout(int countBits, int hessianBits, int gradientBits)
    {
        CountBits = countBits;
        HessianBits = hessianBits;
        GradientBits = gradientBits;
    }

    public int CountBits { get; }

    /// <summary>Bits of one row's hessian; 0 when it is 1 for every row, for then it is the count.</summary>
    public int HessianBits { get; }

    /// <summary>Bits of one row's gradient, its sign not counted.</summary>
    public int GradientBits { get; }

    public bool HasHessian => HessianBits > 0;

    public int BlockRows => (1 << CountBits) - 1;

    public int GradientShift => HasHessian ? CountBits + HessianBits + CountBits : CountBits;

    public long CountMask => (1L << CountBits) - 1;

    public long HessianMask => HasHessian ? (1L << (HessianBits + CountBits)) - 1 : 0;

    /// <summary>The largest gradient level, either sign.</summary>
    public int MaxGradient => (int)((1L << GradientBits) - 1);

    public int MaxHessian => (1 << HessianBits) - 1;

    /// <summary>For hessians that differ between rows.</summary>
    public static PackedLayout Varying(int rows)
    {
        var countBits = BitsFor(rows, VaryingBlockBits);
        var free = 63 - 3 * countBits;
        var hessianBits = Math.Min(MostHessianBits, (free - 3) / 2);
        return new PackedLayout(countBits, hessianBits, Math.Min(MostGradientBits, free - hessianBits));
    }

    /// <summary>For hessians that are 1 in every row.</summary>
    public static PackedLayout Constant(int rows)
    {
        var countBits = BitsFor(rows, ConstantBlockBits);
        return new PackedLayout(countBits, 0, Math.Min(31, 63 - 2 * countBits));
    }

    public long Pack(int gradient, int hessian) =>
        ((long)gradient << GradientShift) + (HasHessian ? (long)hessian << CountBits : 0) + 1;

    public GradientSum Unpack(long packed)
    {
        var count = packed & CountMask;
        return new GradientSum(packed >> GradientShift, HasHessian ? (packed >> CountBits) & HessianMask : count, count);
    }

    static int BitsFor(int rows, int most)
    {
        var bits = 1;
        while (bits < most && (1 << bits) - 1 < rows) bits++;
        return bits;
    }
}

/// <summary>Sums of gradient levels, hessian levels and rows.</summary>
readonly record struct GradientSum(long Gradient, long Hessian, long Count)
{
    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian, a.Count + b.Count);

    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian, a.Count - b.Count);
}

/// <summary>What one level is worth.</summary>
readonly record struct LevelScale(double Gradient, double Hessian);
