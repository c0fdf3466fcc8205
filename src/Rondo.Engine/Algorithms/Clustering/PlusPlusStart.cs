using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>
/// k-means++ (Arthur and Vassilvitskii 2007), the greedy way: each centre is a row drawn by its squared distance to the
/// centres before it, the best of a few draws.
/// </summary>
sealed class PlusPlusStart(ClusterSpace space, FeatureMatrix rows, double[] weights, FitContext context)
{
    private const int BlockRows = 8192;
    private const int Chunk = 512;

    private readonly int _blocks = WorkBlocks.Count(rows.Rows, BlockRows);

    /// <summary>The rows that become centres.</summary>
    public int[] Choose(int count, CounterRandom random)
    {
        var chosen = new int[count];
        var trials = 2 + (int)Functions.Log(count);
        // Before there is a centre every row is as far as any.
        var shares = weights;
        double[] distances = [];
        for (var k = 0; k < count; k++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (least, best) = (double.PositiveInfinity, Array.Empty<double>());
            for (var trial = 0; trial < (k == 0 ? 1 : trials); trial++)
            {
                var row = Draw(shares, random.Uniform((ulong)(k * trials + trial)));
                var reached = new double[rows.Rows];
                var sum = Reach(row, distances, reached);
                if (!(sum < least)) continue;
                (least, best, chosen[k]) = (sum, reached, row);
            }
            distances = best;
            shares = new double[rows.Rows];
            for (var i = 0; i < shares.Length; i++) shares[i] = weights[i] * distances[i];
        }
        return chosen;
    }

    // The row at which the running sum of shares passes this part of the whole; of the weights, where every share is 0.
    int Draw(double[] shares, double part)
    {
        var sums = new double[_blocks];
        WorkBlocks.Run(shares.Length, BlockRows, context.Threads, (b, start, end) => sums[b] = Reductions.Sum(shares.AsSpan(start, end - start)));
        var total = 0.0;
        foreach (var sum in sums) total += sum;
        if (!(total > 0)) return Draw(weights, part);
        var left = part * total;
        var block = 0;
        while (block < _blocks - 1 && left >= sums[block]) left -= sums[block++];
        var last = -1;
        for (var i = block * BlockRows; i < shares.Length; i++)
        {
            if (!(shares[i] > 0)) continue;
            last = i;
            if (left < shares[i]) return i;
            left -= shares[i];
        }
        return last >= 0 ? last : Array.FindLastIndex(shares, s => s > 0);
    }

    // Distances to the nearest centre if this row were one more; gives their weighted sum.
    double Reach(int centre, double[] distances, double[] reached)
    {
        var sums = new double[_blocks];
        WorkBlocks.Run(rows.Rows, BlockRows, context.Threads, (b, start, end) =>
        {
            for (var chunk = start; chunk < end; chunk += Chunk)
            {
                var own = reached.AsSpan(chunk, Math.Min(Chunk, end - chunk));
                for (var j = 0; j < space.Features.Length; j++) space.AddSquares(j, rows.Columns[j][centre], rows.Columns[j].AsSpan(chunk, own.Length), own);
                for (var i = 0; i < own.Length && distances.Length > 0; i++) own[i] = Math.Min(own[i], distances[chunk + i]);
                sums[b] += Reductions.Dot(weights.AsSpan(chunk, own.Length), own);
            }
        }, context.Cancellation);
        var total = 0.0;
        foreach (var sum in sums) total += sum;
        return total;
    }
}
