using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// What is added before rounding a gradient down: evenly spread over [0, 1) along the rows (a Weyl sequence),
/// so that rounding errors of many rows cancel and a gradient below one level still counts.
/// </summary>
static class Dither
{
    private const uint Step = 0x9e3779b9;

    public static float Of(int row, uint key) => ((uint)row * Step + key >> 8) * (1f / (1 << 24));

    /// <summary>The values of rows <paramref name="row"/> to row + 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of8(int row, uint key)
    {
        var index = (Vector256.Create((uint)row) + Vector256<uint>.Indices) * Step + Vector256.Create(key);
        return Vector256.ConvertToSingle((index >>> 8).AsInt32()) * (1f / (1 << 24));
    }
}
