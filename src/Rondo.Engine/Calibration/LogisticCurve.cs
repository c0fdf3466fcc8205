using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Calibration;

/// <summary>The sigmoid of a line over the log-odds.</summary>
readonly record struct LogisticCurve(double Slope, double Offset)
{
    private const int IterationsAtMost = 100;
    private const double SmallestStep = 1e-10;

    // Forests and neighbours say exactly 0 and 1; nearer to them than this, log-odds of a few rows would bend the whole curve.
    private const double Edge = 1e-4;

    public double At(double probability) => Functions.Sigmoid(Slope * LogOdds(probability) + Offset);

    public Value At(Value probability)
    {
        var p = probability.Clamp(Edge, 1 - Edge);
        return (Slope * (p / (1 - p)).Log() + Offset).Sigmoid();
    }

    /// <summary>Newton's method with halved steps; the targets are drawn in from 0 and 1 by Laplace's rule, as Platt has it.</summary>
    public static LogisticCurve Fit(double[] probabilities, bool[] isClass, double[] weights) => FitScores(Array.ConvertAll(probabilities, LogOdds), isClass, weights);

    /// <summary>The same of scores on any scale, of which the line is taken as they are.</summary>
    public static LogisticCurve FitScores(double[] x, bool[] isClass, double[] weights)
    {
        var (positive, negative) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (isClass[i]) positive += weights[i];
            else negative += weights[i];
        }
        var (high, low) = ((positive + 1) / (positive + 2), 1 / (negative + 2));
        var targets = Array.ConvertAll(isClass, of => of ? high : low);
        var curve = new LogisticCurve(0, Functions.Log((positive + 1) / (negative + 1)));
        var loss = curve.Loss(x, targets, weights);
        for (var iteration = 0; iteration < IterationsAtMost; iteration++)
        {
            var (next, nextLoss) = curve.Step(x, targets, weights, loss);
            if (next == curve) return curve;
            (curve, loss) = (next, nextLoss);
        }
        return curve;
    }

    // Itself when it is at the bottom.
    (LogisticCurve Curve, double Loss) Step(double[] x, double[] targets, double[] weights, double loss)
    {
        // Lin et al.: a little on the diagonal, so that the matrix is positive definite.
        var (slopes, both, offsets, slope, offset) = (1e-12, 0.0, 1e-12, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var p = Functions.Sigmoid(Slope * x[i] + Offset);
            var curvature = weights[i] * p * (1 - p);
            var error = weights[i] * (p - targets[i]);
            slopes += curvature * x[i] * x[i];
            both += curvature * x[i];
            offsets += curvature;
            slope += error * x[i];
            offset += error;
        }
        var determinant = slopes * offsets - both * both;
        if (!(determinant > 0)) return (this, loss);
        var (byOffset, bySlope) = ((slopes * offset - both * slope) / determinant, (offsets * slope - both * offset) / determinant);
        for (var step = 1.0; step >= SmallestStep; step /= 2)
        {
            var next = new LogisticCurve(Slope - step * bySlope, Offset - step * byOffset);
            var nextLoss = next.Loss(x, targets, weights);
            if (nextLoss < loss) return (next, nextLoss);
        }
        return (this, loss);
    }

    double Loss(double[] x, double[] targets, double[] weights)
    {
        var loss = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var score = Slope * x[i] + Offset;
            loss += weights[i] * (Functions.Softplus(score) - targets[i] * score);
        }
        return loss;
    }

    static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, Edge, 1 - Edge);
        return Functions.Log(p / (1 - p));
    }
}
