using Rondo.Benchmarks.Boosting;
using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neural;

namespace Rondo.Benchmarks.Learning;

/// <summary>
/// A 32-32-1 network, relu, adam: same rows, batches and epochs. Small batches show what a step costs besides its arithmetic,
/// large ones the arithmetic.
/// </summary>
sealed class MlpPart : ILearningPart
{
    private static readonly int[] _batches = [32, 256, 1024];

    public string Name => "mlp";

    public double Bar => 1;

    public string Quality => "RMSE";

    public double QualityBar => 1.03;

    public bool MoreIsBetter => false;

    public Competitor[] Peers => [Competitor.Peer("scikit-learn", "mlp_sklearn.py"), Competitor.Peer("PyTorch", "mlp_torch.py")];

    public IEnumerable<Contest> Contests(Options options)
    {
        var rows = options.Number("--mlp-rows", 125_000);
        if (CaliforniaSet.Find() is { } file)
            foreach (var batch in _batches) yield return new Contest($"california, batch {batch}, 10 epochs", () => CaliforniaSet.Read(file), 10, batch);
        else
            Console.WriteLine("mlp: RONDO_DATA names no folder with california_housing.csv");
        foreach (var batch in _batches) yield return new Contest($"synthetic, batch {batch}, 3 epochs", () => SyntheticSet.Make(rows, 1), 3, batch);
    }

    public IModel Fit(TrainingSet train, ContestSettings settings) =>
        new MultilayerPerceptron { Hidden = [32, 32], BatchSize = settings.Value, Epochs = settings.Amount, EarlyStopping = 0, LearningRate = 1e-3, Dropout = 0 }
            .Fit(train with { Target = Target.Regression(train.Target.Values) }, new FitContext { Threads = ContestSettings.Threads, Seed = (ulong)settings.Seed });

    public double[] Score(IModel model, FeatureMatrix test) => RondoFit.LastOutput(model, test, ContestSettings.Threads);

    public double Judge(double[] scores, Target truth) => Math.Sqrt(scores.Zip(truth.Values, (p, y) => (p - y) * (p - y)).Average());
}
