using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Half the squared error; its gradient is the residual, its hessian the weight.</summary>
sealed class SquaredError : Objective
{
    // Residuals this small beside the targets are what rounding leaves of a perfect fit.
    private const double Perfect = 1e-13;

    private readonly double _hessianScale;
    private readonly double _largestTarget;

    public SquaredError(TrainingSet data, double[]? weights, FitContext context)
        : base(data, weights, context)
    {
        Start = [WeightedMean(data.Target.Values)];
        Layout = weights is null ? PackedLayout.Constant(Rows) : PackedLayout.Varying(Rows);
        _hessianScale = weights is null ? 1 : Layout.MaxHessian / MaxWeight();
        foreach (var y in data.Target.Values) _largestTarget = Math.Max(_largestTarget, Math.Abs(y));
    }

    public override double[] Start { get; }

    public override PackedLayout Layout { get; }

    public override LevelScale Quantise(int output, double[][] scores, long[] packed, uint dither)
    {
        var most = LargestGradient(scores[0]);
        // The largest level stays below the bound by one, for dithering may round up.
        var scale = most <= Perfect * _largestTarget ? 0 : (Layout.MaxGradient - 1) / most;
        var (score, target, layout) = (scores[0], Data.Target.Values, Layout);
        EachBlock((_, start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                var u = Dither.Of(i, dither);
                var weight = Weights is null ? 1 : Weights[i];
                var level = (int)Math.Floor((score[i] - target[i]) * weight * scale + u);
                var hessian = Weights is null ? 0 : (int)Math.Min(Math.Floor(weight * _hessianScale + u), layout.MaxHessian);
                packed[i] = layout.Pack(level, hessian);
            }
        });
        return new LevelScale(scale == 0 ? 0 : 1 / scale, 1 / _hessianScale);
    }

    protected override double Loss(double[][] scores, int row, double target)
    {
        var error = scores[0][row] - target;
        return error * error;
    }

    double LargestGradient(double[] score)
    {
        var mosts = new double[WorkBlocks.Count(Rows, RowBlock)];
        var target = Data.Target.Values;
        EachBlock((block, start, end) =>
        {
            var most = 0.0;
            for (var i = start; i < end; i++) most = Math.Max(most, Math.Abs(score[i] - target[i]) * (Weights is null ? 1 : Weights[i]));
            mosts[block] = most;
        });
        var all = 0.0;
        foreach (var most in mosts) all = Math.Max(all, most);
        return all;
    }
}
