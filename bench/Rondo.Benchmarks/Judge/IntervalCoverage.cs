using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Prepare.Sources;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Leaderboard;

namespace Rondo.Benchmarks.Judge;

/// <summary>How often the truth lies in 90% prediction intervals of boosted trees, over random splits of two real and two generated sets.</summary>
sealed class IntervalCoverage : IBenchmark
{
    private const double Level = 0.9;

    public string Name => "interval_coverage";

    public string Summary => "coverage of 90% prediction intervals on two real and two generated sets: [SPLITS]";

    public int Run(string[] args)
    {
        var splits = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 20;
        (string Name, Func<(Table, Target)?> Read)[] sets =
        [
            ("california_housing", () => Real("california_housing.csv", "median_house_value", [])),
            ("bike_sharing_hour", () => Real("bike_sharing_hour.csv", "cnt", ["instant", "dteday", "casual", "registered"])),
            ("growing_noise", () => Generated(u => u - 0.5, isGrowing: true)),
            ("heavy_tails", () => Generated(u => Math.Tan(Math.PI * 0.98 * (u - 0.5)), isGrowing: false)),
        ];
        var (passed, failed) = (0, 0);
        Console.WriteLine($"{"set",-20} {"rows",6} {"mean",8} {"lowest",8} {"highest",8}");
        foreach (var (name, read) in sets)
        {
            if (read() is not { } set)
            {
                Console.WriteLine($"{name,-20} is absent: RONDO_DATA names its folder");
                failed++;
                continue;
            }
            var coverages = Enumerable.Range(0, splits).Select(split => Coverage(set.Item1, set.Item2, (ulong)split)).ToArray();
            var isGood = coverages.Average() is >= 0.88 and <= 0.92;
            if (isGood) passed++;
            else failed++;
            Console.WriteLine(FormattableString.Invariant($"{name,-20} {set.Item1.RowCount,6} {coverages.Average(),8:P1} {coverages.Min(),8:P1} {coverages.Max(),8:P1}  {(isGood ? "ok" : "OUTSIDE 88% to 92%")}"));
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    // A fifth of the rows tests; intervals come from five folds of the others, the model from all of these.
    static double Coverage(Table table, Target target, ulong split)
    {
        var order = new CounterRandom(split, "interval_coverage").Permutation(table.RowCount);
        int[] test = [.. order.Take(table.RowCount / 5).Order()];
        int[] train = [.. order.Skip(table.RowCount / 5).Order()];
        var algorithm = new GradientBoosting { NEstimators = 60, LearningRate = 0.15, EarlyStopping = 0 };
        var candidate = new Candidate("gradient_boosting", new Dictionary<string, object?>(), new Recipe([], algorithm));
        var (rows, data) = (table.Take(train), new RecipeData(target.Take(train)));
        var context = new FitContext { Seed = split };
        var cv = CrossValidator.Run(candidate, rows, data, new KFold().Make(train.Length, data.Target, null, split), [], context);
        var predictions = candidate.Recipe.Fit(rows, data, context).Predict(table.Take(test), context.Threads);
        return Conformal.Coverage(Conformal.Intervals(data.Target, cv.OutOfFold), Level, target.Take(test).Values, predictions.Values)!.Value;
    }

    static (Table, Target)? Real(string file, string target, string[] dropped)
    {
        var path = Path.Combine(Folder(), file);
        if (!File.Exists(path)) return null;
        var table = SourceReader.Read(new SourceSpec(path));
        var values = ColumnConversion.To(ColumnType.Double, table[target]) as DoubleColumn;
        return (table.Drop(new HashSet<string>([.. dropped, target], StringComparer.Ordinal)), Target.Regression(values!.Values));
    }

    static string Folder()
    {
        if (Environment.GetEnvironmentVariable("RONDO_DATA") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data") is var data && Directory.Exists(data)) return data;
        return ".";
    }

    static (Table, Target)? Generated(Func<double, double> noise, bool isGrowing)
    {
        var random = new CounterRandom(1, "interval_coverage_data");
        var (x, z, y) = (new double[5000], new double[5000], new double[5000]);
        for (var i = 0; i < x.Length; i++)
        {
            (x[i], z[i]) = (4 * random.Uniform((ulong)i), random.Child(1).Uniform((ulong)i));
            y[i] = 2 * x[i] + 3 * z[i] * z[i] + (isGrowing ? x[i] * x[i] : 1) * noise(random.Child(2).Uniform((ulong)i));
        }
        return (Table.Of(("x", new DoubleColumn(x)), ("z", new DoubleColumn(z))), Target.Regression(y));
    }
}
