using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Clustering;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Learning;

/// <summary>k-means from the same start, the first training rows, until it settles.</summary>
sealed class KMeansPart : ILearningPart
{
    private const int Columns = 20;

    public string Name => "k_means";

    public double Bar => 1;

    public string Quality => "inertia";

    public double QualityBar => 1.001;

    public bool MoreIsBetter => false;

    public Competitor[] Peers => [Competitor.Peer("scikit-learn", "k_means_sklearn.py")];

    public IEnumerable<Contest> Contests(Options options)
    {
        var (rows, clusters) = (options.Number("--k-means-rows", 250_000), 20);
        yield return new Contest($"{clusters} clusters", () => Clouds(rows, clusters), clusters, 0);
    }

    public IModel Fit(TrainingSet train, ContestSettings settings)
    {
        // One cluster a row makes a model whose centres are these rows: the start. It takes microseconds.
        var start = new KMeans { NClusters = settings.Amount, NInit = 1, MaxIter = 1 }
            .Fit(Unlabelled(train.Take([.. Enumerable.Range(0, settings.Amount)])), new FitContext());
        return new KMeans { NClusters = settings.Amount }.Fit(Unlabelled(train), new FitContext { Threads = ContestSettings.Threads, WarmStart = start });
    }

    /// <summary>Squared distances to the nearest centre.</summary>
    public double[] Score(IModel model, FeatureMatrix test)
    {
        var clusters = (KMeansModel)model;
        double[][] centres = [.. Enumerable.Range(0, clusters.Outputs).Select(clusters.Centre)];
        return [.. Enumerable.Range(0, test.Rows).Select(i => centres.Min(c => c.Select((m, j) => (test.Columns[j][i] - m) * (test.Columns[j][i] - m)).Sum()))];
    }

    public double Judge(double[] scores, Target truth) => scores.Sum();

    static TrainingSet Unlabelled(TrainingSet set) => new(set.Features, Target.Unlabelled(set.Rows));

    // Overlapping, so that there is something to do.
    static (float[][] Columns, float[] Label) Clouds(int rows, int clouds)
    {
        var random = new CounterRandom(1, "k_means_benchmark");
        float[][] columns = [.. Enumerable.Range(0, Columns).Select(_ => new float[rows])];
        for (var i = 0; i < rows; i++)
        {
            var cloud = random.Below((ulong)i, clouds);
            for (var j = 0; j < Columns; j++)
            {
                var noise = 0.0;
                for (var n = 0; n < 4; n++) noise += random.Child((ulong)(n + 1)).Uniform((ulong)(i * Columns + j)) - 0.5;
                columns[j][i] = (float)(2 * random.Child(9).Uniform((ulong)(cloud * Columns + j)) + noise);
            }
        }
        return (columns, new float[rows]);
    }
}
