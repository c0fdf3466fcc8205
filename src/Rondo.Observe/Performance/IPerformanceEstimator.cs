using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Performance;

/// <summary>A metric before its labels come, with the standard deviation that the sample of rows gives it.</summary>
public readonly record struct Estimated(double Value, double Deviation);

/// <summary>Estimates a model's metrics from what it predicted, and what for.</summary>
public interface IPerformanceEstimator
{
    /// <param name="table">The features of the rows; needed by those that learnt from them.</param>
    /// <param name="predictions">Of the same rows.</param>
    /// <returns>By metric; those that it can't say are absent.</returns>
    IReadOnlyDictionary<string, Estimated> Estimate(Table table, Predictions predictions, CancellationToken cancellation = default);
}
