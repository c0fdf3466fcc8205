using Rondo.Engine.Recipes;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.CrossValidation;

/// <summary>What cross-validation found out about a candidate.</summary>
public sealed record CrossValidated(Candidate Candidate)
{
    /// <summary>The value of each metric in each fold; null where the fold leaves it undefined.</summary>
    public required IReadOnlyDictionary<string, double?[]> Scores { get; init; }

    /// <summary>The same on (a sample of) the rows that the fold's model was fitted on; null where that was not asked for.</summary>
    public required IReadOnlyDictionary<string, double?[]> TrainScores { get; init; }

    /// <summary>What was predicted for rows that the model had not seen.</summary>
    public required OutOfFold OutOfFold { get; init; }

    /// <summary>The recipe to fit on all training rows: early stopping has become a fixed number of rounds.</summary>
    public required Recipe Refit { get; init; }

    /// <summary>The first fold's pipeline: the best there is when time is up before the refit. Null when the folds were run by an earlier process.</summary>
    public required FittedPipeline? FirstPipeline { get; init; }

    /// <summary>Mean over folds.</summary>
    public required double FitSeconds { get; init; }

    public required double PredictMicrosecondsPerRow { get; init; }

    /// <summary>Mean over the folds where the metric is defined, or null.</summary>
    public double? Mean(string metric) => FoldStatistics.Mean(Scores[metric]);

    /// <summary>The same of the rows that the models were fitted on.</summary>
    public double? TrainMean(string metric) => FoldStatistics.Mean(TrainScores[metric]);

    /// <summary>Sample standard deviation over folds; null with fewer than two.</summary>
    public double? StandardDeviation(string metric) => FoldStatistics.StandardDeviation(Scores[metric]);
}
