using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Cyclic coordinate descent (Friedman, Hastie and Tibshirani 2010) on half the mean squared error plus l1 times the absolute
/// and l2 / 2 times the squared coefficients. Between passes over all coefficients it settles those that are not 0.
/// </summary>
sealed class CoordinateDescent(double l1, double l2, int passesAtMost, double tolerance)
{
    public LinearModel Fit(TrainingSet data, FitContext context)
    {
        if (data.Target.Task != TaskKind.Regression) throw new ArgumentException("Coordinate descent predicts numbers.", nameof(data));
        var design = new LinearDesign(data.Features, RowWeights.Of(data), context.Threads, context.Cancellation);
        var mean = Reductions.Dot(design.Weights, data.Target.Values) / design.TotalWeight;
        var residuals = new double[design.Rows];
        for (var i = 0; i < residuals.Length; i++) residuals[i] = data.Target.Values[i] - mean;
        var spread = Spread(design, residuals);
        if (!double.IsFinite(spread))
            throw new RondoException("too_large_values", "The numbers are too large for linear regression.", "Scale the columns and the target.");
        var active = design.IsActive.Count(a => a) - 1;
        ICoordinates columns = active <= NormalEquations.DenseAtMost && active <= design.Rows
            ? new ProductCoordinates(design, residuals)
            : new ColumnCoordinates(design, residuals);
        var coefficients = new double[design.Slots];
        var (passes, hasConverged) = Descend(design, columns, coefficients, tolerance * spread, spread, context);
        coefficients[design.Intercept] = mean;
        return design.ToModel(TaskKind.Regression, 1, coefficients, passes, hasConverged);
    }

    (int Passes, bool HasConverged) Descend(LinearDesign design, ICoordinates columns, double[] coefficients, double smallestMove, double spread, FitContext context)
    {
        int[] all = [.. Enumerable.Range(0, design.Intercept).Where(s => design.IsActive[s] && columns.Square(s) > 0)];
        var own = all;
        for (var pass = 1; pass <= passesAtMost; pass++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var move = Pass(design, columns, own, coefficients, context.Cancellation);
            context.Progress?.Report(new FitProgress(pass, passesAtMost));
            // A target without spread keeps every coefficient at 0.
            var isSettled = move <= smallestMove || spread == 0;
            if (isSettled && own == all) return (pass, true);
            own = isSettled ? all : [.. all.Where(s => coefficients[s] != 0)];
        }
        return (passesAtMost, false);
    }

    // The farthest that a coefficient's part of the prediction moved, as a root mean square over the rows.
    double Pass(LinearDesign design, ICoordinates columns, int[] slots, double[] coefficients, CancellationToken cancellation)
    {
        var (total, farthest) = (design.TotalWeight, 0.0);
        for (var n = 0; n < slots.Length; n++)
        {
            if (n % 16 == 0) cancellation.ThrowIfCancellationRequested();
            var slot = slots[n];
            var (square, before) = (columns.Square(slot), coefficients[slot]);
            var pull = columns.Gradient(slot) + square * before;
            var after = Math.Abs(pull) <= l1 * total ? 0 : (pull - Math.Sign(pull) * l1 * total) / (square + l2 * total);
            if (after == before) continue;
            coefficients[slot] = after;
            columns.Move(slot, after - before);
            farthest = Math.Max(farthest, Math.Abs(after - before) * Math.Sqrt(square / total));
        }
        return farthest;
    }

    static double Spread(LinearDesign design, double[] residuals)
    {
        var squares = new double[residuals.Length];
        for (var i = 0; i < squares.Length; i++) squares[i] = residuals[i] * residuals[i];
        return Math.Sqrt(Reductions.Dot(design.Weights, squares) / design.TotalWeight);
    }
}
