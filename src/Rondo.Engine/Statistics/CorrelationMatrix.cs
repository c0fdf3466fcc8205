using System.Collections.Concurrent;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>
/// Correlations of every pair of columns over the rows that have both values, as pandas has them: Pearson's of values, Spearman's of ranks.
/// Null where one of the two does not vary.
/// </summary>
public static class CorrelationMatrix
{
    /// <summary>Shape: columns x columns.</summary>
    public static double?[,] Pearson(CorrelatedColumn[] columns, int threads = 1, CancellationToken cancellation = default) =>
        Fill(columns, PairSums.Of(columns, threads, cancellation));

    /// <summary>Shape: columns x columns.</summary>
    /// <param name="ranks">Columns made by <see cref="CorrelatedColumn.OfRanks"/>.</param>
    /// <param name="cancellation">Stops between pairs.</param>
    public static double?[,] Spearman(CorrelatedColumn[] ranks, int threads = 1, CancellationToken cancellation = default)
    {
        var sums = PairSums.Of(ranks, threads, cancellation);
        var matrix = Fill(ranks, sums);
        // Where rows lack one of the two, the others have other ranks.
        (int I, int J)[] anew =
        [
            .. from i in Enumerable.Range(0, ranks.Length)
               from j in Enumerable.Range(0, i)
               where sums.Rows(i, j) < ranks[i].Known || sums.Rows(i, j) < ranks[j].Known
               select (i, j),
        ];
        var idle = new ConcurrentBag<RankCorrelation>();
        WorkBlocks.Run(anew.Length, 1, threads, (pair, _, _) =>
        {
            var (i, j) = anew[pair];
            if (!idle.TryTake(out var pairs)) pairs = new RankCorrelation(ranks[i].Rows);
            matrix[i, j] = matrix[j, i] = pairs.Of(ranks[i].Ranks!, ranks[j].Ranks!);
            idle.Add(pairs);
        }, cancellation);
        return matrix;
    }

    static double?[,] Fill(CorrelatedColumn[] columns, PairSums sums)
    {
        var matrix = new double?[columns.Length, columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = 0; j < i; j++) matrix[i, j] = matrix[j, i] = sums.Correlation(i, j);
            matrix[i, i] = sums.Varies(i) ? 1 : null;
        }
        return matrix;
    }
}
