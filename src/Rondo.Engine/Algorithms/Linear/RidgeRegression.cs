using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970) with scikit-learn's objective: squared error plus alpha times the squared
/// coefficients, the intercept free. Cholesky for up to a thousand coefficients, else preconditioned conjugate gradients.
/// </summary>
[Part("ridge", "Linear regression with an L2 penalty.")]
public sealed record RidgeRegression : IAlgorithm
{
    private const int DenseAtMost = 1024;
    private const int StepsAtMost = 2000;

    [Param("Strength of the L2 penalty.", Min = 0, Max = 1e6, Log = true)]
    public double Alpha { get; init; } = 1.0;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Ridge regression predicts numbers.", nameof(data));
        var weights = RowWeights.Of(data);
        var design = new LinearDesign(data.Features, weights, context.Threads, context.Cancellation);
        var mean = Reductions.Dot(weights, data.Target.Values) / design.TotalWeight;
        var coefficients = new double[design.Slots];
        var residuals = new double[design.Rows];
        for (var i = 0; i < residuals.Length; i++) residuals[i] = data.Target.Values[i] - mean;
        var isSmall = design.IsActive.Count(a => a) <= DenseAtMost;
        var iterations = isSmall ? SolveDense(design, residuals, coefficients) : SolveWide(design, residuals, coefficients, context);
        coefficients[design.Intercept] = mean;
        if (coefficients.Any(c => !double.IsFinite(c)))
            throw new RondoException("too_large_values", "The numbers are too large for ridge regression.", "Scale the columns and the target.");
        context.Progress?.Report(new FitProgress(iterations, iterations));
        return design.ToModel(TaskKind.Regression, 1, coefficients, iterations, iterations < StepsAtMost);
    }

    int SolveDense(LinearDesign design, double[] residuals, double[] coefficients)
    {
        var gram = new Gram(design, withCategories: true);
        var size = gram.Size;
        for (var i = 0; i < size; i++) gram.Matrix[i * size + i] += Alpha;
        var cholesky = new Cholesky(gram.Matrix, size, design.Threads, design.Cancellation);
        var sums = new double[design.Slots];
        var step = new double[size];
        // The second round takes back most of the first one's rounding error.
        for (var round = 0; round < 2; round++)
        {
            RightSide(design, residuals, coefficients, sums);
            for (var i = 0; i < size; i++) step[i] = sums[gram.Slots[i]];
            cholesky.Solve(step);
            for (var i = 0; i < size; i++) coefficients[gram.Slots[i]] += step[i];
        }
        return 1;
    }

    int SolveWide(LinearDesign design, double[] residuals, double[] coefficients, FitContext context)
    {
        var right = new double[design.Slots];
        RightSide(design, residuals, coefficients, right);
        var diagonal = new double[design.Slots];
        var blocks = new BlockSums(design.Rows, design.Slots, design.Threads, design.Cancellation);
        blocks.Sum(diagonal, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
                design.AddSquares(design.Weights.AsSpan(chunk, Math.Min(LinearDesign.Chunk, end - chunk)), chunk, sums);
        });
        design.FinishSquares(diagonal);
        for (var s = 0; s < design.Intercept; s++) diagonal[s] = design.IsActive[s] ? diagonal[s] + Alpha : 0;
        var preconditioner = new Preconditioner(design, 1, Alpha, 1);
        preconditioner.Update(diagonal);
        var products = 0;
        return ConjugateGradient.Solve(
            (vector, result) =>
            {
                Product(design, blocks, vector, result);
                context.Progress?.Report(new FitProgress(++products, StepsAtMost));
            },
            preconditioner, right, coefficients, 1e-10, StepsAtMost);
    }

    // Columns times weighted residuals of the coefficients so far, less the penalty's pull.
    void RightSide(LinearDesign design, double[] target, double[] coefficients, double[] right)
    {
        var shift = design.Shift(coefficients);
        new BlockSums(design.Rows, design.Slots, design.Threads, design.Cancellation).Sum(right, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                design.Scores(coefficients, shift, chunk, scores);
                for (var i = 0; i < scores.Length; i++) scores[i] = design.Weights[chunk + i] * (target[chunk + i] - scores[i]);
                design.AddProducts(scores, chunk, sums);
            }
        });
        design.FinishProducts(right);
        for (var s = 0; s < design.Intercept; s++) right[s] -= Alpha * coefficients[s];
        right[design.Intercept] = 0;
    }

    void Product(LinearDesign design, BlockSums blocks, double[] vector, Span<double> result)
    {
        var shift = design.Shift(vector);
        blocks.Sum(result, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                design.Scores(vector, shift, chunk, scores);
                for (var i = 0; i < scores.Length; i++) scores[i] *= design.Weights[chunk + i];
                design.AddProducts(scores, chunk, sums);
            }
        });
        design.FinishProducts(result);
        for (var s = 0; s < design.Intercept; s++) result[s] += Alpha * vector[s];
        result[design.Intercept] = 0;
    }
}
