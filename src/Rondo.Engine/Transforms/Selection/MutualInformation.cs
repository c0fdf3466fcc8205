using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>
/// Mutual information in nats. Of categories by their joint shares; with numbers by nearest neighbours: Kraskov, Stoegbauer and
/// Grassberger (2004) for two numbers, Ross (2014) for a number and a category.
/// </summary>
static class MutualInformation
{
    private const double EulerGamma = 0.57721566490153286;

    public static double OfCategories(int[] x, int[] y)
    {
        var (width, n) = (y.Max() + 1, x.Length);
        var (countX, countY) = (Counts(x), Counts(y));
        var pairs = new long[n];
        for (var i = 0; i < n; i++) pairs[i] = x[i] * (long)width + y[i];
        Array.Sort(pairs);
        var sum = 0.0;
        for (var start = 0; start < n;)
        {
            var end = start + 1;
            while (end < n && pairs[end] == pairs[start]) end++;
            var (a, b) = ((int)(pairs[start] / width), (int)(pairs[start] % width));
            sum += (double)(end - start) / n * Functions.Log((double)(end - start) * n / ((double)countX[a] * countY[b]));
            start = end;
        }
        return Math.Max(0, sum);
    }

    /// <summary>Of a number and a category. Rows whose category no other row has are left out, as in scikit-learn.</summary>
    public static double OfNumberAndCategory(double[] numbers, int[] categories, int neighbors)
    {
        var counts = Counts(categories);
        int[] rows = [.. Enumerable.Range(0, numbers.Length).Where(i => counts[categories[i]] > 1)];
        if (rows.Length == 0) return 0;
        double[] sorted = [.. rows.Select(i => numbers[i])];
        Array.Sort(sorted);
        var (psi, sum) = (Digammas(rows.Length), 0.0);
        foreach (var group in rows.GroupBy(i => categories[i]))
        {
            double[] own = [.. group.Select(i => numbers[i])];
            Array.Sort(own);
            var k = Math.Min(neighbors, own.Length - 1);
            for (var i = 0; i < own.Length; i++)
                sum += psi[k] - psi[own.Length] - psi[Within(sorted, own[i], Math.BitDecrement(Distance(own, i, k)))];
        }
        return Math.Max(0, psi[rows.Length] + sum / rows.Length);
    }

    public static double OfNumbers(double[] x, double[] y, int neighbors)
    {
        var n = x.Length;
        if (n < 2) return 0;
        var k = Math.Min(neighbors, n - 1);
        var (sortedX, byX, sortedY) = ((double[])x.Clone(), (double[])y.Clone(), (double[])y.Clone());
        Array.Sort(sortedX, byX);
        Array.Sort(sortedY);
        var (psi, sum) = (Digammas(n), 0.0);
        var nearest = new double[k];
        for (var i = 0; i < n; i++)
        {
            var radius = Math.BitDecrement(Distance(sortedX, byX, i, nearest));
            sum += psi[k] - psi[Within(sortedX, sortedX[i], radius)] - psi[Within(sortedY, byX[i], radius)];
        }
        return Math.Max(0, psi[n] + sum / n);
    }

    static int[] Counts(int[] categories)
    {
        var counts = new int[categories.Max() + 1];
        foreach (var category in categories) counts[category]++;
        return counts;
    }

    // At whole numbers digamma is a harmonic number less Euler's constant.
    static double[] Digammas(int n)
    {
        var psi = new double[n + 1];
        if (n > 0) psi[1] = -EulerGamma;
        for (var i = 2; i <= n; i++) psi[i] = psi[i - 1] + 1.0 / (i - 1);
        return psi;
    }

    // To the k-th nearest on a line.
    static double Distance(double[] sorted, int i, int k)
    {
        var (left, right, distance) = (i - 1, i + 1, 0.0);
        for (; k > 0; k--)
        {
            var (before, after) = (left < 0 ? double.PositiveInfinity : sorted[i] - sorted[left], right >= sorted.Length ? double.PositiveInfinity : sorted[right] - sorted[i]);
            distance = Math.Min(before, after);
            if (before <= after) left--;
            else right++;
        }
        return distance;
    }

    // To the k-th nearest by the larger of both differences: outwards along x as long as x alone is no farther.
    static double Distance(double[] x, double[] y, int i, double[] nearest)
    {
        Array.Fill(nearest, double.PositiveInfinity);
        for (var (left, right) = (i - 1, i + 1); left >= 0 || right < x.Length;)
        {
            var (before, after) = (left < 0 ? double.PositiveInfinity : x[i] - x[left], right >= x.Length ? double.PositiveInfinity : x[right] - x[i]);
            if (Math.Min(before, after) >= nearest[^1]) break;
            var j = before <= after ? left-- : right++;
            Insert(nearest, Math.Max(Math.Abs(x[j] - x[i]), Math.Abs(y[j] - y[i])));
        }
        return nearest[^1];
    }

    static void Insert(double[] sorted, double value)
    {
        if (value >= sorted[^1]) return;
        var place = sorted.Length - 1;
        for (; place > 0 && sorted[place - 1] > value; place--) sorted[place] = sorted[place - 1];
        sorted[place] = value;
    }

    /// <summary>How many are within the radius, the centre itself included; at least 1.</summary>
    static int Within(double[] sorted, double centre, double radius) =>
        Math.Max(1, First(sorted, value => value - centre > radius) - First(sorted, value => centre - value <= radius));

    static int First(double[] sorted, Func<double, bool> holds)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(sorted[middle])) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
