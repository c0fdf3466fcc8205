using Rondo.Engine.Catalog;
using Rondo.Engine.Export;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>
/// The floor under every score: an answer drawn from the training target, without a look at what the features mean.
/// Half of the answer is the draw, half what is usual (the prior, the mean): the predicted class is the one drawn, and yet no
/// probability is 0, which would make the log loss a number about nothing. The draw hangs on a hash of the row's features, so that the model is a function of the row: equal rows, equal answers.
/// </summary>
[Part("random", "Draws a class by the prior, or a number from the target's distribution, at random for each row.")]
[NotExported(RandomGuess.WhyNotExported)]
public sealed record RandomGuess : IAlgorithm
{
    internal const string WhyNotExported = "it draws by 64-bit hashes of the row, and a floor under scores is of no use elsewhere";

    private const int Quantiles = 255;

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var inputs = data.Features.Columns.Length;
        if (data.Target.Task != TaskKind.Regression)
        {
            var shares = Prior.Shares(data);
            return new RandomGuessModel(inputs, context.Seed, [], shares);
        }
        var weights = RowWeights.Of(data);
        var sorted = data.Target.Values.Where((_, i) => weights[i] > 0).Order().ToArray();
        var values = new double[Math.Min(Quantiles, sorted.Length)];
        var mean = Reductions.Dot(weights, data.Target.Values) / Reductions.Sum(weights);
        for (var q = 0; q < values.Length; q++) values[q] = sorted[(int)((2L * q + 1) * sorted.Length / (2L * values.Length))] / 2 + mean / 2;
        return new RandomGuessModel(inputs, context.Seed, values, []);
    }
}
