using System.Collections.Immutable;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Calibration;

/// <summary>A rising curve through knots, level beyond them. Fitted by pooling adjacent violators (Ayer et al. 1955).</summary>
/// <param name="X">In ascending order.</param>
/// <param name="Y">Within 0 and 1, never falling.</param>
sealed record RisingCurve(ImmutableArray<double> X, ImmutableArray<double> Y)
{
    // Probabilities nearer than this are one, as in scikit-learn.
    private const double Resolution = 1e-15;

    public bool IsRising
    {
        get
        {
            if (X.Length == 0 || X.Length != Y.Length || !double.IsFinite(X[0]) || !(Y[0] >= 0 && Y[^1] <= 1)) return false;
            for (var i = 1; i < X.Length; i++)
                if (!(X[i] > X[i - 1] && Y[i] >= Y[i - 1] && double.IsFinite(X[i]))) return false;
            return true;
        }
    }

    public double At(double x)
    {
        if (!(x > X[0])) return Y[0];
        if (x >= X[^1]) return Y[^1];
        var found = X.BinarySearch(x);
        if (found >= 0) return Y[found];
        var (low, high) = (~found - 1, ~found);
        // Rounding must not leave the knots' own range.
        return Math.Clamp(Y[low] + (x - X[low]) / (X[high] - X[low]) * (Y[high] - Y[low]), Y[low], Y[high]);
    }

    public Value At(Value x)
    {
        if (X.Length == 1) return Y[0];
        var high = x.CountBelow(X);
        // The last row stands for places beyond the ends, which are asked for but not taken.
        var (lowX, lowY) = ((high - 1).Gather([.. X, 0], X.Length + 1), (high - 1).Gather([.. Y, 0], Y.Length + 1));
        var (highX, highY) = (high.Gather([.. X, 0], X.Length + 1), high.Gather([.. Y, 0], Y.Length + 1));
        var inner = highX.Is(x).Choose(highY, (lowY + (x - lowX) / (highX - lowX) * (highY - lowY)).Clamp(lowY, highY));
        return (x > X[0]).Choose((x >= X[^1]).Choose(Y[^1], inner), Y[0]);
    }

    public static RisingCurve Fit(double[] probabilities, bool[] isClass, double[] weights)
    {
        var blocks = new List<Block>();
        foreach (var point in Points(probabilities, isClass, weights))
        {
            var block = point;
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                block = blocks[^1].And(block);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        return OfBlocks(blocks);
    }

    // Rows of one probability are one point; rows without a weight are none.
    static IEnumerable<Block> Points(double[] probabilities, bool[] isClass, double[] weights)
    {
        int[] rows = [.. Enumerable.Range(0, probabilities.Length).Where(row => weights[row] > 0)];
        Array.Sort(Array.ConvertAll(rows, row => (probabilities[row], row)), rows);
        var open = default(Block);
        foreach (var row in rows)
        {
            var x = probabilities[row];
            if (open.Weight > 0 && x - open.First >= Resolution)
            {
                yield return open;
                open = default;
            }
            var positive = isClass[row] ? weights[row] : 0;
            open = open.Weight > 0
                ? open with { Positive = open.Positive + positive, Weight = open.Weight + weights[row] }
                : new Block(x, x, positive, weights[row]);
        }
        yield return open;
    }

    static RisingCurve OfBlocks(List<Block> blocks)
    {
        var (x, y) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        foreach (var block in blocks)
        {
            x.Add(block.First);
            y.Add(Math.Min(1, block.Mean));
            if (block.Last == block.First) continue;
            x.Add(block.Last);
            y.Add(Math.Min(1, block.Mean));
        }
        return new RisingCurve(x.ToImmutable(), y.ToImmutable());
    }

    /// <summary>Neighbouring points of one level.</summary>
    readonly record struct Block(double First, double Last, double Positive, double Weight)
    {
        public double Mean => Positive / Weight;

        public Block And(Block next) => new(First, next.Last, Positive + next.Positive, Weight + next.Weight);
    }
}
