using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Train.CrossValidation;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.Tests.Leaderboard;

public sealed class GreedyEnsembleTests
{
    private static readonly Target s_truth = Target.Regression([1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Opposite_errors_cancel_out_in_equal_shares()
    {
        var members = GreedyEnsemble.Select([Predicting(+1), Predicting(-1)], s_truth, null, new Rmse());

        Assert.Equal([0.5, 0.5], members.Select(m => m.Weight));
    }

    [Fact]
    public void A_perfect_candidate_stands_alone()
    {
        var members = GreedyEnsemble.Select([Predicting(+1), Predicting(0), Predicting(-1)], s_truth, null, new Rmse());

        Assert.Equal(1, Assert.Single(members).Weight);
        Assert.Equal(1.0, members[0].Candidate.FitSeconds);
    }

    [Fact]
    public void The_better_of_two_alike_weighs_more()
    {
        var members = GreedyEnsemble.Select([Predicting(-1), Predicting(+3)], s_truth, null, new Rmse());

        Assert.Equal((0.75, 0.25), (members[0].Weight, members[1].Weight));
        Assert.Equal(-1, members[0].Candidate.OutOfFold.Values([0])[0] - 1);
    }

    [Fact]
    public void Out_of_fold_predictions_are_the_mean_over_repeats_and_lack_rows_that_no_fold_had()
    {
        var known = OutOfFold.Of(4, [1, 3], [10, 30]);

        Assert.Equal([1, 3], known.Rows);
        Assert.Equal([10.0, 30.0], known.Values());
    }

    // A candidate that is off by so much in every row; FitSeconds tells which one it is.
    static CrossValidated Predicting(double error)
    {
        var scores = new Dictionary<string, double?[]> { ["rmse"] = [Math.Abs(error)] };
        var candidate = SmallData.Ridge();
        return new CrossValidated(candidate)
        {
            Scores = scores,
            TrainScores = scores,
            OutOfFold = OutOfFold.Of(s_truth.Rows, [.. Enumerable.Range(0, s_truth.Rows)], Array.ConvertAll(s_truth.Values, v => v + error)),
            Refit = candidate.Recipe,
            FirstPipeline = null,
            FitSeconds = error + 1,
            PredictMicrosecondsPerRow = 1,
        };
    }
}
