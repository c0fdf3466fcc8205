using System.Globalization;
using System.Text.RegularExpressions;

namespace Rondo.Engine.Export.Source;

/// <summary>
/// The functions of Numerics in what C and JavaScript have in common: only doubles, and only operations that IEEE 754 rounds correctly, in
/// the same order. The few that touch bits are each language's own.
/// </summary>
static partial class SourceFunctions
{
    private static readonly Dictionary<string, string> s_shared = new(StringComparer.Ordinal)
    {
        ["rd_row"] = """
            static int rd_row(double place, int rows)
            {
                return place >= 0 && place < rows - 1 && place == rd_floor(place) ? (int)place : rows - 1;
            }
            """,
        ["rd_exp"] = """
            static double rd_exp(double x)
            {
                double k, high, low, r, t, c;
                if (x != x) return x;
                if (x > 709.782712893384) return INFINITY;
                if (x < -745.1332191019411) return 0;
                if (rd_abs(x) < 3.7252902984619140625e-9) return 1 + x;
                k = rd_floor(x * 1.44269504088896338700 + 0.5);
                high = x - k * 6.93147180369123816490e-01;
                low = k * 1.90821492927058770002e-10;
                r = high - low;
                t = r * r;
                c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
                return rd_scale(1 - ((low - (r * c) / (2 - c)) - high), k);
            }
            """,
        ["rd_log"] = """
            static double rd_log(double x)
            {
                double k, m, f, s, z, w, even, odd, half;
                if (x != x || x < 0) return NAN;
                if (x == 0) return -INFINITY;
                if (x == INFINITY) return x;
                k = rd_exponent(x);
                m = rd_mantissa(x);
                if (m > 1.4142135623730951) { m = m * 0.5; k = k + 1; }
                f = m - 1;
                s = f / (2 + f);
                z = s * s;
                w = z * z;
                even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
                odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
                half = 0.5 * f * f;
                return k * 6.93147180369123816490e-01 - ((half - (s * (half + (even + odd)) + k * 1.90821492927058770002e-10)) - f);
            }
            """,
        ["rd_sum"] = """
            static void rd_sum(double a, double b, double *out)
            {
                double sum = a + b, part = sum - a;
                out[0] = sum;
                out[1] = (a - (sum - part)) + (b - part);
            }
            """,
        ["rd_fast_sum"] = """
            static void rd_fast_sum(double a, double b, double *out)
            {
                double sum = a + b;
                out[0] = sum;
                out[1] = b - (sum - a);
            }
            """,
        ["rd_product"] = """
            static void rd_product(double a, double b, double *out)
            {
                double product = a * b, as = 134217729 * a, ah = as - (as - a), al = a - ah, bs = 134217729 * b, bh = bs - (bs - b), bl = b - bh;
                out[0] = product;
                out[1] = ((ah * bh - product) + ah * bl + al * bh) + al * bl;
            }
            """,
        ["rd_pair_product"] = """
            static void rd_pair_product(double ah, double al, double bh, double bl, double *out)
            {
                double p[2];
                rd_product(ah, bh, p);
                rd_fast_sum(p[0], p[1] + (ah * bl + al * bh), out);
            }
            """,
        ["rd_pair_sum"] = """
            static void rd_pair_sum(double a, double bh, double bl, double low, double *out)
            {
                double p[2];
                rd_sum(a, bh, p);
                rd_fast_sum(p[0], p[1] + (bl + low), out);
            }
            """,
        ["rd_log_pair"] = """
            static void rd_log_pair(double x, double *out)
            {
                double p[2];
                double z[2];
                double sum[2];
                double u[2];
                double su[2];
                double first[2];
                double k, m, f, d, dl, s, sl, tail, n;
                k = rd_exponent(x);
                m = rd_mantissa(x);
                if (m > 1.4142135623730951) { m = m * 0.5; k = k + 1; }
                f = m - 1;
                d = m + 1;
                dl = m - (d - 1);
                s = f / d;
                rd_product(s, d, p);
                sl = ((f - p[0]) - p[1] - s * dl) / d;
                rd_product(s, s, z);
                z[1] = z[1] + 2 * s * sl;
                tail = 0;
                for (n = 31; n >= 7; n -= 2) tail = 1.0 / n + z[0] * tail;
                rd_product(z[0], tail, p);
                rd_pair_sum(0.2, p[0], p[1], -1.1102230246251566e-17 + z[1] * tail, sum);
                rd_pair_product(z[0], z[1], sum[0], sum[1], p);
                rd_pair_sum(0.3333333333333333, p[0], p[1], 1.850371707708594e-17, sum);
                rd_pair_product(z[0], z[1], sum[0], sum[1], u);
                rd_pair_product(s, sl, u[0], u[1], su);
                rd_sum(k * 6.93147180369123816490e-01, 2 * s, first);
                rd_sum(first[0], 2 * su[0], p);
                rd_fast_sum(p[0], p[1] + (first[1] + (2 * sl + (2 * su[1] + k * 1.90821492927058770002e-10))), out);
            }
            """,
        ["rd_exp_pair"] = """
            static double rd_exp_pair(double high, double low)
            {
                double square[2];
                double one[2];
                double two[2];
                double k, x, rest, r, rl, t, p, cubic;
                k = rd_floor(high * 1.44269504088896338700 + 0.5);
                x = high - k * 6.93147180369123816490e-01;
                rest = low - k * 1.90821492927058770002e-10;
                r = x + rest;
                rl = (x - r) + rest;
                rd_product(r, r, square);
                t = square[0];
                p = 1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)));
                cubic = r * t * (1 - p * (2 + r)) / (2 * (2 - (r - t * p)));
                rd_sum(1, x, one);
                rd_sum(one[0], 0.5 * t, two);
                return rd_scale(two[0] + (two[1] + (one[1] + (rest + (cubic + (0.5 * square[1] + r * rl))))), k);
            }
            """,
        ["rd_pow"] = """
            static double rd_pow(double x, double y)
            {
                double pair[2];
                double p[2];
                double odd, size, estimate;
                if (y == 0 || x == 1) return 1;
                if (x != x || y != y) return NAN;
                if (rd_abs(y) == INFINITY)
                {
                    size = rd_abs(x);
                    if (size == 1) return 1;
                    return (size > 1) == (y > 0) ? INFINITY : 0;
                }
                odd = rd_abs(y) < 9007199254740992.0 && rd_floor(y) == y && rd_floor(y / 2) * 2 != y ? 1 : 0;
                if (x == 0 || rd_abs(x) == INFINITY)
                {
                    size = (x == 0) == (y > 0) ? 0 : INFINITY;
                    return odd == 1 && 1 / x < 0 ? -size : size;
                }
                if (x < 0 && rd_floor(y) != y) return NAN;
                rd_log_pair(rd_abs(x), pair);
                estimate = y * pair[0];
                if (estimate > 800) size = INFINITY;
                else if (estimate < -800) size = 0;
                else
                {
                    rd_product(y, pair[0], p);
                    size = rd_exp_pair(p[0], p[1] + y * pair[1]);
                }
                return x < 0 && odd == 1 ? -size : size;
            }
            """,
        ["rd_sin_kernel"] = """
            static double rd_sin_kernel(double x, double low)
            {
                double z = x * x, v = z * x;
                double r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
                return x - ((z * (0.5 * low - v * r) - low) - v * -1.66666666666666324348e-01);
            }
            """,
        ["rd_cos_kernel"] = """
            static double rd_cos_kernel(double x, double low)
            {
                double z = x * x, half = 0.5 * z, w = 1 - half;
                double r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
                return w + (((1 - w) - half) + (z * r - x * low));
            }
            """,
        ["rd_turn"] = """
            static double rd_turn(double x, double quarter)
            {
                double second[2];
                double third[2];
                double rest[2];
                double n, q;
                if (x != x || rd_abs(x) > 1e6) return NAN;
                n = 0;
                rest[0] = x;
                rest[1] = 0;
                if (rd_abs(x) > 0.78539816339744828)
                {
                    n = rd_floor(x * 0.63661977236758138 + 0.5);
                    rd_sum(x - n * 1.57079632673412561417e+00, -(n * 6.07710050630396597660e-11), second);
                    rd_sum(second[0], -(n * 2.02226624871116645580e-21), third);
                    rd_fast_sum(third[0], second[1] + third[1] - n * 8.47842766036889956997e-32, rest);
                }
                q = n + quarter;
                q = q - rd_floor(q / 4) * 4;
                if (q == 0) return rd_sin_kernel(rest[0], rest[1]);
                if (q == 1) return rd_cos_kernel(rest[0], rest[1]);
                return q == 2 ? -rd_sin_kernel(rest[0], rest[1]) : -rd_cos_kernel(rest[0], rest[1]);
            }
            """,
        ["rd_exp_single"] = """
            static double rd_exp_single(double x)
            {
                double k, r, p;
                if (x < -87) x = -87;
                if (x > 88) x = 88;
                k = rd_floor(rd_single(rd_single(x * F(1.44269504)) + 0.5));
                r = rd_single(rd_single(x - rd_single(k * F(0.693359375))) - rd_single(k * F(-2.12194440e-4)));
                p = rd_single(rd_single(r * F(1.9875691500e-4)) + F(1.3981999507e-3));
                p = rd_single(rd_single(p * r) + F(8.3334519073e-3));
                p = rd_single(rd_single(p * r) + F(4.1665795894e-2));
                p = rd_single(rd_single(p * r) + F(1.6666665459e-1));
                p = rd_single(rd_single(p * r) + F(5.0000001201e-1));
                p = rd_single(rd_single(rd_single(rd_single(p * r) * r) + r) + 1);
                return rd_single(rd_scale(p, k));
            }
            """,
        ["rd_sigmoid_single"] = """
            static double rd_sigmoid_single(double x)
            {
                return x != x ? x : rd_single(1 / rd_single(1 + rd_exp_single(-x)));
            }
            """,
        ["rd_tanh_single"] = """
            static double rd_tanh_single(double x)
            {
                double size = rd_abs(x), square = rd_single(x * x), p;
                if (x != x) return x;
                if (size >= 0.625)
                {
                    p = rd_single(1 - rd_single(2 / rd_single(rd_exp_single(rd_single(size + size)) + 1)));
                    return x < 0 ? -p : p;
                }
                p = rd_single(rd_single(square * F(-5.70498872745e-3)) + F(2.06390887954e-2));
                p = rd_single(rd_single(p * square) + F(-5.37397155531e-2));
                p = rd_single(rd_single(p * square) + F(1.33314422036e-1));
                p = rd_single(rd_single(p * square) + F(-3.33332819422e-1));
                return rd_single(rd_single(rd_single(p * square) * x) + x);
            }
            """,
        ["rd_below"] = """
            static int rd_below(double x, const double *knots, int count)
            {
                int low = 0, high = count, middle;
                while (low < high)
                {
                    middle = (low + high) >> 1;
                    if (knots[middle] < x) low = middle + 1;
                    else high = middle;
                }
                return low;
            }
            """,
        ["rd_at_most"] = """
            static int rd_at_most(double x, const double *knots, int count)
            {
                int low = 0, high = count, middle;
                while (low < high)
                {
                    middle = (low + high) >> 1;
                    if (knots[middle] <= x) low = middle + 1;
                    else high = middle;
                }
                return low;
            }
            """,
        ["rd_is_in"] = """
            static double rd_is_in(double x, const double *numbers, int count)
            {
                int place = rd_below(x, numbers, count);
                return place < count && numbers[place] == x ? 1 : 0;
            }
            """,
        ["rd_minimum"] = """
            static double rd_minimum(double x, double y)
            {
                return x < y || x != x ? x : y;
            }
            """,
        ["rd_maximum"] = """
            static double rd_maximum(double x, double y)
            {
                return x > y || x != x ? x : y;
            }
            """,
        ["rd_trees"] = """
            static void rd_trees(const double *x, const rd_split *splits, const int *roots, int trees, const float *leaves, int width, const unsigned int *sets, int words, double *sums, int outputs)
            {
                int t, v, output = 0, at, feature;
                double value;
                for (v = 0; v < outputs; v++) sums[v] = 0;
                for (t = 0; t < trees; t++)
                {
                    at = roots[t];
                    while (at >= 0)
                    {
                        feature = splits[at].feature;
                        value = x[feature >> 2];
                        if ((feature & 2) != 0) at = (sets[(int)splits[at].threshold * words + ((int)value >> 5)] >> ((int)value & 31) & 1u) != 0 ? splits[at].left : splits[at].right;
                        else if (value != value) at = (feature & 1) != 0 ? splits[at].left : splits[at].right;
                        else at = value <= splits[at].threshold ? splits[at].left : splits[at].right;
                    }
                    for (v = 0; v < width; v++)
                    {
                        sums[output] = sums[output] + leaves[(-1 - at) * width + v];
                        output = output + 1 == outputs ? 0 : output + 1;
                    }
                }
            }
            """,
        ["rd_nearest"] = """
            static void rd_nearest(const double *x, const float *rows, const unsigned char *kinds, int count, int columns, const double *votes, const double *weights, int outputs, int neighbors, int manhattan, int by_distance, double *distances, int *nearest, double *out)
            {
                int i, j, place, found = 0;
                double sum, difference, vote, total = 0;
                for (i = 0; i < count; i++)
                {
                    sum = 0;
                    for (j = 0; j < columns; j++)
                    {
                        difference = rows[i * columns + j] - x[j];
                        if (kinds[j] != 0) sum = sum + (difference == 0 ? 0 : (rows[i * columns + j] < 0 ? 0 : 1) + (x[j] >= 0 ? 1 : 0));
                        else sum = sum + (manhattan != 0 ? rd_abs(difference) : difference * difference);
                    }
                    if (found == neighbors && !(sum < distances[neighbors - 1])) continue;
                    place = found < neighbors ? found++ : neighbors - 1;
                    for (; place > 0 && distances[place - 1] > sum; place--)
                    {
                        distances[place] = distances[place - 1];
                        nearest[place] = nearest[place - 1];
                    }
                    distances[place] = sum;
                    nearest[place] = i;
                }
                for (j = 0; j < outputs; j++) out[j] = 0;
                for (i = 0; i < found; i++)
                {
                    vote = 1;
                    if (by_distance != 0) vote = distances[0] == 0 ? (distances[i] == 0 ? 1 : 0) : 1 / (manhattan != 0 ? distances[i] : rd_sqrt(distances[i]));
                    vote = vote * weights[nearest[i]];
                    total = total + vote;
                    for (j = 0; j < outputs; j++) out[j] = out[j] + vote * votes[nearest[i] * outputs + j];
                }
                for (j = 0; j < outputs; j++) out[j] = out[j] / total;
            }
            """,
    };

    [GeneratedRegex(@"\brd_[a-z_]+\b")]
    private static partial Regex Names { get; }

    [GeneratedRegex(@"\bF\(([^)]+)\)")]
    private static partial Regex Singles { get; }

    /// <summary>These functions and all that they call, in an order in which each is defined before it is used.</summary>
    /// <param name="used">Names that a text calls; others are passed over.</param>
    /// <param name="own">The language's own functions.</param>
    public static IReadOnlyList<string> Needed(string used, IReadOnlyDictionary<string, string> own)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var functions = new List<string>();
        Collect(used);
        return functions;

        void Collect(string text)
        {
            foreach (Match match in Names.Matches(text))
            {
                if (!done.Add(match.Value) || Find(match.Value) is not { } source) continue;
                Collect(source);
                functions.Add(source);
            }
        }

        string? Find(string name) => own.GetValueOrDefault(name) ?? (s_shared.GetValueOrDefault(name) is { } shared ? WithNumbers(shared) : null);
    }

    // Numbers of float32, as the float64 that they are.
    static string WithNumbers(string source) =>
        Singles.Replace(source, match => ((double)float.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
}
