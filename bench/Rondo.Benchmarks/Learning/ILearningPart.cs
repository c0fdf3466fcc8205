using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;

namespace Rondo.Benchmarks.Learning;

/// <summary>An algorithm that <c>bench learning</c> compares.</summary>
interface ILearningPart
{
    string Name { get; }

    /// <summary>What our time may be of each peer's, at most.</summary>
    double Bar { get; }

    /// <summary>What <see cref="Judge"/> tells.</summary>
    string Quality { get; }

    /// <summary>What our quality may be of a peer's, at least or at most.</summary>
    double QualityBar { get; }

    bool MoreIsBetter { get; }

    Competitor[] Peers { get; }

    IEnumerable<Contest> Contests(Options options);

    /// <summary>Our fit, in a process of its own.</summary>
    IModel Fit(TrainingSet train, ContestSettings settings);

    /// <summary>The scores of the test rows, which <see cref="Judge"/> is given.</summary>
    double[] Score(IModel model, FeatureMatrix test);

    double Judge(double[] scores, Target truth);
}

/// <summary>One comparison: a set of rows and the same settings for all.</summary>
/// <param name="Amount">Trees, epochs or clusters.</param>
/// <param name="Value">The depth of trees or the size of batches, if either matters.</param>
sealed record Contest(string Title, Func<(float[][] Columns, float[] Label)> Make, int Amount, int Value);

/// <summary>What a fit is told besides the rows.</summary>
sealed record ContestSettings(int Amount, int Value, int Seed)
{
    public const string File = "settings.json";
    public const int Threads = 2;
}
