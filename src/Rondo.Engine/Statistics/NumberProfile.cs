using System.Collections.Immutable;

namespace Rondo.Engine.Statistics;

/// <summary>
/// The distribution function of a sample at some of its values: all of them, or as many as were allowed, at equal steps of rank.
/// It takes the sample's place in comparisons when the rows themselves are not kept.
/// </summary>
/// <param name="Points">Values of the sample in ascending order; the lowest and the highest are among them.</param>
/// <param name="Below">How many values are below each point. Shape: points.</param>
/// <param name="UpTo">How many are at or below it. Shape: points.</param>
/// <param name="Distinct">Different values of the sample.</param>
public sealed record NumberProfile(ImmutableArray<double> Points, ImmutableArray<int> Below, ImmutableArray<int> UpTo, int Distinct)
{
    public int Count => UpTo[^1];

    public double Lowest => Points[0];

    public double Highest => Points[^1];

    /// <summary>Whether every value of the sample is a point.</summary>
    public bool IsWhole => Points.Length == Distinct;

    /// <summary>Whether points rise, and counts with them: what was read may be anything.</summary>
    public bool IsRising
    {
        get
        {
            if (Points.Length == 0 || Points.Length != Below.Length || Points.Length != UpTo.Length || Below[0] != 0 || Distinct < Points.Length || double.IsNaN(Points[0])) return false;
            for (var i = 0; i < Points.Length; i++)
            {
                if (UpTo[i] <= Below[i]) return false;
                if (i > 0 && !(Points[i] > Points[i - 1] && Below[i] >= UpTo[i - 1])) return false;
            }
            return true;
        }
    }

    /// <param name="most">Points at most, 2 or more.</param>
    public static NumberProfile Of(NumberSample sample, int most)
    {
        var (points, below, upTo) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        var distinct = sample.Distinct;
        for (var i = 0; i < Math.Min(most, distinct);)
        {
            // With room for every value the next one; else the one at the next of equal steps that is behind the last.
            var at = distinct <= most ? (points.Count == 0 ? 0 : upTo[^1]) : (int)((long)i * (sample.Count - 1) / (most - 1));
            i++;
            if (points.Count > 0 && at < upTo[^1]) continue;
            var value = sample.Sorted[at];
            points.Add(value);
            below.Add(sample.CountBelow(value));
            upTo.Add(sample.CountUpTo(value));
        }
        return new NumberProfile(points.ToImmutable(), below.ToImmutable(), upTo.ToImmutable(), distinct);
    }

    /// <summary>The lowest point that so large a share of the sample is at or below.</summary>
    public double Quantile(double share)
    {
        var rank = Math.Max(1, (int)Math.Ceiling(share * Count));
        var found = UpTo.BinarySearch(rank);
        return Points[Math.Min(found >= 0 ? found : ~found, Points.Length - 1)];
    }

    /// <summary>About how many values lie above one number and at or below another: exact when both are points.</summary>
    public double CountBetween(double above, double upTo) => Math.Max(0, RankOf(upTo) - RankOf(above));

    double RankOf(double value)
    {
        var found = Points.BinarySearch(value);
        if (found >= 0) return UpTo[found];
        var next = ~found;
        if (next == 0) return 0;
        if (next == Points.Length) return Count;
        // Nothing is known of the values between two points but their number.
        var (low, high) = (UpTo[next - 1], Below[next]);
        var share = (value - Points[next - 1]) / (Points[next] - Points[next - 1]);
        return low + (high - low) * (double.IsFinite(share) ? share : 0.5);
    }
}
