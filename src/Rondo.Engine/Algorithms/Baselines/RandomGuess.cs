using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>
/// The floor under every score: an answer drawn from the training target, without a look at what the features mean.
/// The draw hangs on a hash of the row's features, so that the model is a function of the row: equal rows, equal answers.
/// </summary>
[Part("random", "Draws a class by the prior, or a number from the target's distribution, at random for each row.")]
public sealed record RandomGuess : IAlgorithm
{
    private const int Quantiles = 255;

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => true;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        var inputs = data.Features.Columns.Length;
        if (data.Target.Task != TaskKind.Regression)
        {
            var shares = Prior.Shares(data);
            var bounds = new double[shares.Length];
            for (var k = 0; k < bounds.Length; k++) bounds[k] = (k > 0 ? bounds[k - 1] : 0) + shares[k];
            return new RandomGuessModel(inputs, context.Seed, [], bounds);
        }
        var weights = RowWeights.Of(data);
        var sorted = data.Target.Values.Where((_, i) => weights[i] > 0).Order().ToArray();
        var values = new double[Math.Min(Quantiles, sorted.Length)];
        for (var q = 0; q < values.Length; q++) values[q] = sorted[(int)((2L * q + 1) * sorted.Length / (2L * values.Length))];
        return new RandomGuessModel(inputs, context.Seed, values, []);
    }
}
