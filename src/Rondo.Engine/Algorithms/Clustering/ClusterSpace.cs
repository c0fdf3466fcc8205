using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>The space that clusters lie in: a dimension for each number, and a 0/1 one for each category that is never laid out.</summary>
sealed class ClusterSpace
{
    private readonly int[] _offsets;

    public ClusterSpace(IReadOnlyList<Feature> features)
    {
        Features = [.. features];
        _offsets = new int[Features.Length];
        for (var j = 0; j < Features.Length; j++)
        {
            _offsets[j] = Width;
            Width = checked(Width + Math.Max(1, Features[j].Cardinality));
            HasCategories |= Features[j].IsCategorical;
        }
    }

    public Feature[] Features { get; }

    public int Width { get; }

    public bool HasCategories { get; }

    /// <summary>A feature's first dimension.</summary>
    public int Offset(int feature) => _offsets[feature];

    /// <summary>The dimension in which this category is 1; -1 for a missing or unknown one, which is 0 in all.</summary>
    public int Dimension(int feature, float code)
    {
        var cardinality = Features[feature].Cardinality;
        return LinearModel.SlotOf(code, cardinality) is var slot && slot < cardinality ? _offsets[feature] + slot : -1;
    }

    /// <summary>Adds the squared distances in one feature between a value and those of a column.</summary>
    public void AddSquares(int feature, float from, ReadOnlySpan<float> column, Span<double> sums)
    {
        if (Features[feature].IsCategorical)
        {
            var own = Dimension(feature, from);
            for (var i = 0; i < column.Length; i++)
                if (Dimension(feature, column[i]) is var other && other != own) sums[i] += (own >= 0 ? 1 : 0) + (other >= 0 ? 1 : 0);
            return;
        }
        var froms = Vector512.Create((double)from);
        var xs = MemoryMarshal.Cast<float, Vector512<float>>(column);
        var ys = MemoryMarshal.Cast<double, Vector512<double>>(sums);
        for (var i = 0; i < xs.Length; i++)
        {
            var (low, high) = Vector512.Widen(xs[i]);
            low -= froms;
            high -= froms;
            ys[2 * i] += low * low;
            ys[2 * i + 1] += high * high;
        }
        for (var i = xs.Length * 16; i < column.Length; i++) sums[i] += ((double)column[i] - from) * ((double)column[i] - from);
    }

    /// <exception cref="RondoException">A number is missing or infinite; names its column and row.</exception>
    public void RefuseWhatIsNotFinite(FeatureMatrix rows)
    {
        var mistakes = new List<Mistake>();
        for (var j = 0; j < Features.Length; j++)
        {
            if (Features[j].IsCategorical) continue;
            var column = rows.Columns[j];
            for (var i = 0; i < column.Length; i++)
            {
                if (float.IsFinite(column[i])) continue;
                mistakes.Add(NotFinite(Features[j].Name, column[i]) with { Row = i + 1 });
                break;
            }
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    public void RefuseWhatIsNotFinite(ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            if (!Features[j].IsCategorical && !float.IsFinite(row[j])) throw new RondoException([NotFinite(Features[j].Name, row[j])]);
    }

    static Mistake NotFinite(string feature, float value) =>
        new("not_finite", $"The column '{feature}' has a value that is {(float.IsNaN(value) ? "missing" : "infinite")}, which has no distance to others.")
        {
            Field = feature,
            Hint = "Fill missing values and clip infinite ones before the model.",
        };
}
