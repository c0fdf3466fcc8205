using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>
/// k-means (Lloyd 1982) from k-means++ starts (Arthur and Vassilvitskii 2007), the best of several. A category counts as an
/// indicator of 0 or 1. A warm start begins at a model's centres.
/// </summary>
[Part("k_means", "Clusters around centres, each row in the nearest one's.")]
public sealed record KMeans : IAlgorithm
{
    // Four arrays of so many doubles are a gigabyte.
    private const long ValuesAtMost = 1 << 25;

    [Param("How many clusters.", Min = 1, Max = 10_000)]
    public int NClusters { get; init; } = 8;

    [Param("Starts, of which the best is kept.", Min = 1, Max = 1000)]
    public int NInit { get; init; } = 3;

    [Param("Bound on iterations of each start.", Min = 1, Max = 100_000)]
    public int MaxIter { get; init; } = 300;

    [Param("Stops when the squared moves of the centres add up to this share of a column's mean variance.", Min = 0, Max = 1)]
    public double Tol { get; init; } = 1e-4;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Clustering;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("k-means puts rows into clusters.", nameof(data));
        var (rows, weights) = (data.Features, RowWeights.Of(data));
        var space = new ClusterSpace(rows.Features);
        if (weights.Count(w => w > 0) is var weighted && weighted < NClusters)
            throw new RondoException("too_few_rows", $"There are {weighted} rows for {NClusters} clusters.", "Lower n_clusters, or check the filters and the split.");
        if (space.Width == 0) throw new RondoException("no_columns", "There is no column to find clusters in.", "Check the features and the transforms.");
        if ((long)NClusters * space.Width > ValuesAtMost)
            throw new RondoException("too_many_categories", $"{NClusters} clusters with {space.Width} columns and categories each don't fit into memory.", "Group rare categories, or lower n_clusters.");
        space.RefuseWhatIsNotFinite(rows);
        return Best(space, rows, weights, context);
    }

    KMeansModel Best(ClusterSpace space, FeatureMatrix rows, double[] weights, FitContext context)
    {
        var run = new LloydRun(space, rows, weights, NClusters, context);
        var start = new PlusPlusStart(space, rows, weights, context);
        var random = new CounterRandom(context.Seed, "k_means");
        var tolerance = Tol * MeanVariance(space, rows);
        var warm = (context.WarmStart as KMeansModel)?.StartFor(space, NClusters);
        var starts = warm is null ? NInit : 1;
        KMeansModel? best = null;
        for (var n = 0; n < starts; n++)
        {
            var (first, done) = (warm ?? At(space, rows, start.Choose(NClusters, random.Child((ulong)n))), n * MaxIter);
            var (centres, inertia, iterations, hasConverged) = run.Minimise(first, MaxIter, tolerance,
                iteration => context.Progress?.Report(new FitProgress(done + iteration, starts * MaxIter)));
            if (!double.IsFinite(inertia)) throw new RondoException("too_large_values", "The numbers are too large for k-means.", "Scale the columns.");
            if (best is null || inertia < best.Inertia) best = new KMeansModel(centres, inertia, iterations, hasConverged);
        }
        return best!;
    }

    static Centres At(ClusterSpace space, FeatureMatrix rows, int[] chosen)
    {
        var values = new double[chosen.Length * space.Width];
        for (var k = 0; k < chosen.Length; k++)
        {
            for (var j = 0; j < space.Features.Length; j++)
            {
                var value = rows.Columns[j][chosen[k]];
                if (!space.Features[j].IsCategorical) values[k * space.Width + space.Offset(j)] = value;
                else if (space.Dimension(j, value) is >= 0 and var d) values[k * space.Width + d] = 1;
            }
        }
        return new Centres(space, chosen.Length, values);
    }

    // Of all columns and indicators, whatever the rows' weights, as scikit-learn has it.
    static double MeanVariance(ClusterSpace space, FeatureMatrix rows)
    {
        var (sum, n) = (0.0, (double)rows.Rows);
        var counts = new int[space.Width];
        Span<double> ones = stackalloc double[LinearDesign.Chunk];
        ones.Fill(1);
        for (var j = 0; j < space.Features.Length; j++)
        {
            var column = rows.Columns[j];
            if (space.Features[j].IsCategorical)
            {
                foreach (var code in column)
                    if (space.Dimension(j, code) is >= 0 and var d) counts[d]++;
                continue;
            }
            var (mean, squares) = (0.0, 0.0);
            for (var i = 0; i < column.Length; i += ones.Length) mean += MixedVectors.Dot(ones[..Math.Min(ones.Length, column.Length - i)], column.AsSpan(i, Math.Min(ones.Length, column.Length - i))) / n;
            for (var i = 0; i < column.Length; i += ones.Length) squares += MixedVectors.SquaresAround(mean, ones[..Math.Min(ones.Length, column.Length - i)], column.AsSpan(i, Math.Min(ones.Length, column.Length - i)));
            sum += squares / n;
        }
        foreach (var count in counts) sum += count / n * (1 - count / n);
        return sum / space.Width;
    }
}
