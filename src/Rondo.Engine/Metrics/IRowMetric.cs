namespace Rondo.Engine.Metrics;

/// <summary>A metric that follows the mean of a loss of each row, so that two models can be compared row by row.</summary>
public interface IRowMetric : IMetric
{
    /// <summary>What each row loses: the lower their mean, the better the metric.</summary>
    double[] Losses(Scored scored);
}
