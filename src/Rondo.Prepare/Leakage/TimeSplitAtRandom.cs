using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// A time under a split that draws at random: the model is tested on days whose neighbours it has learnt. A small model is scored both ways,
/// on the same number of rows; of a time that the file does not name only a clear gap is told.
/// </summary>
[Part("time_split_at_random", "Measures how much better a random split makes a model look than a split by time.")]
public sealed record TimeSplitAtRandom : ILeakageTest
{
    private const double TestShare = 0.3, ClearGap = 0.05;
    private const int MostRows = 4000, MinRows = 200, MostFeatures = 200, MinTimes = 20;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering || data.Rows < MinRows || !data.IsDrawnAtRandom || TimeOf(data) is not { } time) yield break;
        int[] sample = new CounterRandom(data.Seed, "leakage_time").Sample(data.Rows, MostRows);
        int[] rows = Array.ConvertAll(RowOrder.By(data.Table[time].Take(sample)), o => sample[o]);
        var test = (int)(rows.Length * TestShare);
        int[] mixed = Array.ConvertAll(new CounterRandom(data.Seed, "leakage_mixed").Permutation(rows.Length), o => rows[o]);
        if (Score(data, mixed[test..], mixed[..test], cancellation) is not { } random || Score(data, rows[..^test], rows[^test..], cancellation) is not { } later) yield break;
        if (data.Time is null && random - later < ClearGap) yield break;
        yield return new LeakFinding("random_split_of_time", LeakSeverity.Warning, [time], string.Create(CultureInfo.InvariantCulture,
            $"Column '{time}' is a time, and the split is {data.SplitStrategy}: a small model has {Metric(data.Target.Task).Name} {random:0.###} on rows drawn at random, and {later:0.###} on the latest rows. The second is nearer to what serving will see."),
            data.Time is null ? $"`prepare.time: {time}`, and the test is the future." : "`split: { strategy: time }`, and the test is the future.");
    }

    // The time that the file names, or else the date among the columns that has most values.
    static string? TimeOf(LeakageData data) => data.Time ?? data.RawColumns
        .Where(name => data.Table[name].Type.IsTemporal && !data.Dropped.Contains(name))
        .Select(name => (Name: name, Times: Codes.Count(Codes.Of(data.Table[name], data.Sample.Rows))))
        .Where(c => c.Times >= MinTimes).OrderByDescending(c => c.Times).Select(c => c.Name).FirstOrDefault();

    static (string Name, IMetric Part) Metric(TaskKind task) => task switch
    {
        TaskKind.Regression => ("r2", new R2()),
        TaskKind.Binary => ("roc_auc", new RocAuc()),
        _ => ("accuracy", new Accuracy()),
    };

    static double? Score(LeakageData data, int[] train, int[] test, CancellationToken cancellation)
    {
        var table = data.Table.Select(data.Features.Take(MostFeatures));
        var recipe = new Recipe([new DateParts()], new GradientBoosting { NEstimators = 60, LearningRate = 0.1, MaxLeaves = 15, EarlyStopping = 0, Colsample = 1 });
        try
        {
            var fitted = recipe.Fit(table.Take(train), new RecipeData(data.Target.Take(train)), new FitContext { Seed = data.Seed, Threads = data.Threads, Cancellation = cancellation });
            var predicted = fitted.Predict(table.Take(test), data.Threads, cancellation);
            return Metric(data.Target.Task).Part.Compute(new Scored(data.Target.Take(test), [.. predicted.Values])).Value;
        }
        catch (RondoException)
        {
            // What no model can be fitted on, such as one class in the early rows, has no gap to measure.
            return null;
        }
    }
}
