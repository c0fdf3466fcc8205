namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>A feature on the path from the root; the first element stands for the root and has none.</summary>
/// <param name="Zero">The share of rows that come this way when the feature isn't known.</param>
/// <param name="One">1 if the row comes this way when it is known, else 0.</param>
/// <param name="Weight">What all subsets of as many features as this element's index weigh together.</param>
record struct ShapElement(int Feature, double Zero, double One, double Weight);

/// <summary>The subsets of a path's features, kept as a polynomial in their size: EXTEND and UNWIND of Lundberg et al. (2018).</summary>
static class ShapPath
{
    private const int Tabled = 1024;

    private static readonly double[] _inverses = [.. Enumerable.Range(0, Tabled).Select(n => 1.0 / n)];

    /// <returns>The new length.</returns>
    public static int Extend(Span<ShapElement> path, int length, double zero, double one, int feature)
    {
        path[length] = new ShapElement(feature, zero, one, length == 0 ? 1 : 0);
        var inverse = Inverse(length + 1);
        for (var i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) * inverse;
            path[i].Weight *= zero * (length - i) * inverse;
        }
        return length + 1;
    }

    /// <summary>Takes the element at <paramref name="index"/> out again.</summary>
    /// <returns>The new length.</returns>
    public static int Unwind(Span<ShapElement> path, int length, int index)
    {
        var (last, zero, one) = (length - 1, path[index].Zero, path[index].One);
        var next = path[last].Weight;
        for (var j = last - 1; j >= 0; j--)
        {
            if (one != 0)
            {
                var weight = path[j].Weight;
                path[j].Weight = next * length * Inverse(j + 1) / one;
                next = weight - path[j].Weight * zero * (last - j) * Inverse(length);
            }
            else
            {
                path[j].Weight *= length * Inverse(last - j) / zero;
            }
        }
        for (var j = index; j < last; j++) path[j] = path[j + 1] with { Weight = path[j].Weight };
        return last;
    }

    /// <summary>The sum of weights if an element with these fractions were taken out; <paramref name="one"/> is not 0.</summary>
    public static double SumWithout(ReadOnlySpan<ShapElement> path, double zero, double one)
    {
        var (length, last, inverse) = (path.Length, path.Length - 1, Inverse(path.Length));
        var (next, sum) = (path[last].Weight, 0.0);
        for (var j = last - 1; j >= 0; j--)
        {
            var weight = next * length * Inverse(j + 1) / one;
            sum += weight;
            next = path[j].Weight - weight * zero * (last - j) * inverse;
        }
        return sum;
    }

    /// <summary>The sum of weights if an element whose one is 0 were taken out, times its zero.</summary>
    public static double SumWithout(ReadOnlySpan<ShapElement> path)
    {
        var (length, last, sum) = (path.Length, path.Length - 1, 0.0);
        for (var j = last - 1; j >= 0; j--) sum += path[j].Weight * length * Inverse(last - j);
        return sum;
    }

    public static int Find(ReadOnlySpan<ShapElement> path, int feature)
    {
        for (var i = 1; i < path.Length; i++) if (path[i].Feature == feature) return i;
        return -1;
    }

    static double Inverse(int n) => n < Tabled ? _inverses[n] : 1.0 / n;
}
