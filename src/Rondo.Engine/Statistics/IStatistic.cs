using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>
/// A number about data, or about what others counted: a test, a distance, an interval. Its parameters are its options;
/// equal inputs and seeds give equal bits, in any order of the rows that it may ignore.
/// </summary>
[PartKind("statistic")]
public interface IStatistic
{
    /// <exception cref="Errors.RondoException">The input lacks something, or the statistic is undefined for it; says which and why.</exception>
    StatisticResult Compute(StatisticInput input);
}
