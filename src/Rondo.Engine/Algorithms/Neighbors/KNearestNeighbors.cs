using Rondo.Engine.Algorithms.Clustering;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Neighbors;

/// <summary>
/// Nearest neighbours (Fix and Hodges 1951), found exactly. Of equally far rows the earlier ones are taken. A category counts as
/// an indicator of 0 or 1, and a row's weight as that many votes. The model holds the training rows.
/// </summary>
[Part("k_nearest_neighbors", "What the nearest training rows say: their mean, or their share of each class.")]
public sealed record KNearestNeighbors : IAlgorithm
{
    [Param("How many neighbours are asked.", Min = 1, Max = 1000, Log = true, TuneMin = 1, TuneMax = 50)]
    public int NNeighbors { get; init; } = 5;

    [Param("How much each neighbour counts: uniform, or distance for the nearer ones more.", Tune = true)]
    public NeighborWeights Weights { get; init; } = NeighborWeights.Uniform;

    [Param("How far two rows are apart: euclidean or manhattan.", Tune = true)]
    public NeighborMetric Metric { get; init; } = NeighborMetric.Euclidean;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task is TaskKind.Regression or TaskKind.Binary or TaskKind.Multiclass;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Neighbours predict numbers or classes.", nameof(data));
        var weights = RowWeights.Of(data);
        context.Cancellation.ThrowIfCancellationRequested();
        new ClusterSpace(data.Features.Features).RefuseWhatIsNotFinite(data.Features);
        int[] kept = [.. Enumerable.Range(0, data.Rows).Where(i => weights[i] > 0)];
        var size = 4L * kept.Length * Math.Max(1, data.Features.Columns.Length);
        if (size > Math.Min(context.MemoryBudgetBytes > 0 ? context.MemoryBudgetBytes : long.MaxValue, 1L << 31))
            throw new RondoException("too_large", $"Neighbours keep all training rows: {kept.Length} with {data.Features.Columns.Length} columns don't fit into memory.", "Sample the rows, select fewer columns, or choose another algorithm.");
        return new KNearestNeighborsModel(this, data.Features.Take(kept), data.Target.Take(kept), [.. kept.Select(i => weights[i])]);
    }
}
