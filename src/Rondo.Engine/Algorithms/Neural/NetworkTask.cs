using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>What scores mean: the loss that training lowers, and the predictions that they turn into.</summary>
/// <param name="Outputs">Numbers that are predicted for a row.</param>
/// <param name="Centre">Regression: the mean of the training rows' targets, which score 0 stands for.</param>
/// <param name="Scale">Regression: their standard deviation, which score 1 stands for above the mean; 0 when all are equal, so that the mean is predicted.</param>
sealed record NetworkTask(TaskKind Kind, int Outputs, double Centre, double Scale)
{
    // A class that training never saw is rare, not impossible.
    private const double LeastPrior = 1e-6;

    public int Scores => Kind == TaskKind.Multiclass ? Outputs : 1;

    public static NetworkTask Of(Target target, double[] weights)
    {
        if (target.Task != TaskKind.Regression) return new NetworkTask(target.Task, target.Outputs, 0, 1);
        var total = Reductions.Sum(weights);
        var rough = Reductions.Dot(target.Values, weights) / total;
        double[] deviations = [.. target.Values.Select(y => y - rough)];
        var drift = Reductions.Dot(deviations, weights) / total;
        var reach = deviations.Max(Math.Abs);
        if (!(reach > 0)) return new NetworkTask(target.Task, 1, rough, 0);
        // In units of the largest deviation no square overflows or vanishes.
        for (var i = 0; i < deviations.Length; i++) deviations[i] = (deviations[i] - drift) / reach;
        var scale = reach * Math.Sqrt(Reductions.Dot([.. deviations.Select(d => d * d)], weights) / total);
        return new NetworkTask(target.Task, 1, rough + drift, scale);
    }

    /// <summary>The scores that predict the mean or the shares of the classes, whatever the row: where the last layer's biases start.</summary>
    public double[] PriorScores(Target target, double[] weights)
    {
        if (Kind == TaskKind.Regression) return [0];
        var totals = RowWeights.ClassTotals(target, weights);
        var all = Reductions.Sum(totals);
        double[] logs = [.. totals.Select(t => Functions.Log(Math.Max(t / all, LeastPrior)))];
        return Kind == TaskKind.Binary ? [logs[1] - logs[0]] : logs;
    }

    /// <summary>Targets as the loss wants them: standardised numbers, or classes.</summary>
    public float[] Targets(Target target) => [.. target.Values.Select(y => Scale > 0 ? (float)((y - Centre) / Scale) : 0)];

    /// <summary>The loss of one row: squared error of the standardised number, or log loss.</summary>
    public double Loss(ReadOnlySpan<float> scores, float target)
    {
        switch (Kind)
        {
            case TaskKind.Regression:
                var error = (double)scores[0] - target;
                return error * error;
            case TaskKind.Binary:
                return Functions.Softplus(target > 0 ? -scores[0] : scores[0]);
            default:
                var most = Highest(scores);
                var sum = 0.0;
                for (var k = 0; k < Outputs; k++) sum += Functions.Exp(scores[k] - most);
                return Functions.Log(sum) + most - scores[(int)target];
        }
    }

    /// <summary>Turns one row's scores into the gradient of factor * loss.</summary>
    public void Gradient(Span<float> scores, float target, float factor)
    {
        switch (Kind)
        {
            case TaskKind.Regression:
                scores[0] = 2 * factor * (scores[0] - target);
                return;
            case TaskKind.Binary:
                scores[0] = factor * ((float)Functions.Sigmoid(scores[0]) - target);
                return;
            default:
                var (most, sum) = (Highest(scores), 0.0);
                for (var k = 0; k < Outputs; k++) sum += Functions.Exp(scores[k] - most);
                for (var k = 0; k < Outputs; k++)
                    scores[k] = factor * ((float)(Functions.Exp(scores[k] - most) / sum) - (k == (int)target ? 1 : 0));
                return;
        }
    }

    /// <summary>From scores to a number or to probabilities.</summary>
    public void Predict(ReadOnlySpan<float> scores, Span<double> output)
    {
        switch (Kind)
        {
            case TaskKind.Regression:
                output[0] = Centre + Scale * scores[0];
                return;
            case TaskKind.Binary:
                output[0] = Functions.Sigmoid(-(double)scores[0]);
                output[1] = Functions.Sigmoid((double)scores[0]);
                return;
            default:
                for (var k = 0; k < Outputs; k++) output[k] = scores[k];
                LinearModel.Softmax(output);
                return;
        }
    }

    /// <summary>The same on a graph of operations.</summary>
    public Value Lower(Value scores) => Kind switch
    {
        TaskKind.Regression => Centre + Scale * scores,
        TaskKind.Binary => Value.Pack((-scores).Sigmoid(), scores.Sigmoid()),
        _ => scores.Softmax(),
    };

    double Highest(ReadOnlySpan<float> scores)
    {
        var most = scores[0];
        for (var k = 1; k < Outputs; k++) most = Math.Max(most, scores[k]);
        return most;
    }
}
