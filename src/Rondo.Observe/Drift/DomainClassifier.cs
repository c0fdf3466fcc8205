using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Drift;

/// <summary>
/// Whether boosted trees can tell current rows from reference ones, by all columns together: it sees what no column shows alone, such as two that no longer go together
/// (classifier two-sample test; Lopez-Paz and Oquab 2017). It learns from one half of the rows and is judged on the other, so that the p-value (Mann-Whitney) holds.
/// </summary>
static class DomainClassifier
{
    public const string Method = "domain_classifier";

    const int MostRows = 10_000, LeastRows = 40, Rounds = 60;

    /// <returns>Null with too few rows or columns.</returns>
    public static ColumnTest? Test(Table reference, Table current, ulong seed, CancellationToken cancellation)
    {
        var count = Math.Min(MostRows, Math.Min(reference.RowCount, current.RowCount));
        if (count < LeastRows || reference.Columns.Length == 0) return null;
        var random = new CounterRandom(seed, Method);
        var (before, now) = (random.Child(1).Sample(reference.RowCount, count), random.Child(2).Sample(current.RowCount, count));
        Table Half(int half) => ColumnParts.Join([reference.Take(Of(before, half)), current.Take(Of(now, half))]);
        var learnt = Half(0);
        var algorithm = new GradientBoosting { NEstimators = Rounds, LearningRate = 0.1, MaxLeaves = 15, EarlyStopping = 0 };
        var pipeline = Recipe.Of(algorithm).Fit(learnt, new RecipeData(Domains(learnt.RowCount, Of(before, 0).Length)), new FitContext { Seed = seed, Threads = 1, Cancellation = cancellation });
        var judged = Half(1);
        var scores = pipeline.Predict(judged, cancellation: cancellation);
        var split = Of(before, 1).Length;
        double[] Scores(int from, int to) => [.. Enumerable.Range(from, to - from).Select(row => scores.Row(row)[1])];
        var result = new MannWhitney { Alternative = Alternative.Less }.Compare(NumberSample.Of(Scores(0, split), "reference"), NumberSample.Of(Scores(split, judged.RowCount), "current"));
        // Of the statistic, how much more often the current row has the higher score: twice the area under the curve, less one.
        return new ColumnTest(Method, result.PValue ?? 1, Math.Max(0, -(result.Effect ?? 0)));
    }

    static int[] Of(int[] rows, int half) => half == 0 ? rows[..(rows.Length / 2)] : rows[(rows.Length / 2)..];

    static Target Domains(int rows, int reference)
    {
        var values = new double[rows];
        values.AsSpan(reference).Fill(1);
        return new Target(TaskKind.Binary, values, ["reference", "current"]);
    }
}
