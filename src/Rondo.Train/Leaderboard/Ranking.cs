using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Leaderboard;

/// <summary>Puts candidates in order by the mean of one metric over the folds.</summary>
public static class Ranking
{
    /// <summary>Best first; a candidate whose metric is undefined comes last, equal ones keep their order in the file.</summary>
    public static IReadOnlyList<CrossValidated> Order(IEnumerable<CrossValidated> candidates, IMetric metric)
    {
        var name = PartCatalog.NameOf(metric);
        return [.. candidates.OrderBy(c => c.Mean(name) is { } mean ? (metric.HigherIsBetter ? -mean : mean) : double.PositiveInfinity)];
    }

    /// <summary>The best candidate that is not a baseline.</summary>
    public static CrossValidated? Best(IEnumerable<CrossValidated> candidates, IMetric metric) =>
        Order(candidates, metric).FirstOrDefault(c => !c.Candidate.IsBaseline);

    /// <summary>The best baseline.</summary>
    public static CrossValidated? BestBaseline(IEnumerable<CrossValidated> candidates, IMetric metric) =>
        Order(candidates, metric).FirstOrDefault(c => c.Candidate.IsBaseline);
}
