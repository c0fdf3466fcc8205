namespace Rondo.Engine.Statistics;

/// <summary>A statistic of two samples of numbers, each sorted once and shared between statistics.</summary>
public interface ISampleStatistic : IStatistic
{
    StatisticResult Compare(NumberSample reference, NumberSample current);

    StatisticResult IStatistic.Compute(StatisticInput input)
    {
        var (reference, current) = (input.Sample("reference"), input.Sample("current"));
        return Compare(reference, current).WithCounts(reference, current);
    }
}
