using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>How much a column tells about the target.</summary>
/// <param name="Information">Mutual information in nats, at least 0.</param>
public sealed record ColumnInformation(string Name, double Information);

/// <summary>
/// Keeps the columns that tell most about the target by mutual information, each by itself. Text, booleans and whole numbers of few values
/// are categories (a missing value is one more), as is a class; other numbers go by nearest neighbours with ties broken by noise of 1e-10,
/// as in scikit-learn, on at most 20,000 rows. A missing number tells what its absence does, and the others what their share of the rows does.
/// </summary>
[Part("select_mutual_information", "Keeps the columns that tell most about the target, each by itself.")]
public sealed record SelectMutualInformation : ITransform
{
    private const int RowsAtMost = 20_000;
    private const int FewValues = 32;

    [Param("Columns to choose from; by default all but dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("How many columns to keep at most; 0 for any number.", Min = 0, Max = 1_000_000)]
    public int K { get; init; } = 10;

    [Param("The least information, in nats, that a column needs to be kept.", Min = 0, Max = 100)]
    public double Threshold { get; init; }

    [Param("Neighbors of the estimate for numbers: more of them means less noise and more bias.", Min = 1, Max = 100)]
    public int NNeighbors { get; init; } = 3;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var columns = Score(table, context);
        var enough = columns.OrderByDescending(c => c.Information).Take(K == 0 ? columns.Length : K).ToArray();
        // At least one stays: without features there is no model.
        return JudgedColumns.Keep(columns.Select(c => c.Name), enough.Where((c, i) => i == 0 || c.Information >= Threshold).Select(c => c.Name));
    }

    /// <summary>What each column tells, in the order of the table.</summary>
    public ImmutableArray<ColumnInformation> Score(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (context.Target.Task == TaskKind.Clustering) throw JudgedColumns.NeedsTarget(this);
        var names = JudgedColumns.Choose(table, this, Columns);
        var scores = new double[names.Length];
        if (table.RowCount > 0)
        {
            var sample = Sample(table.RowCount, context.Seed);
            WorkBlocks.Run(names.Length, 1, context.Threads, (_, j, _) => scores[j] = Score(table, names[j], context.Target, sample, context.Seed), context.Cancellation);
        }
        return [.. names.Select((name, j) => new ColumnInformation(name, scores[j]))];
    }

    double Score(Table table, string name, Target target, int[] sample, ulong seed)
    {
        var labels = target.Task.HasClasses ? Array.ConvertAll(target.Values, value => (int)value) : null;
        if (Categories(table[name]) is { } categories)
            return labels is not null ? MutualInformation.OfCategories(categories, labels) : OfTarget(target, categories, sample, seed);
        var values = JudgedColumns.NumbersOf(table, name);
        int[] present = [.. sample.Where(row => !double.IsNaN(values[row]))];
        var information = 0.0;
        if (present.Length < sample.Length)
        {
            // The chain rule: what the absence tells, and the rest where there is a value.
            var absence = Array.ConvertAll(values, value => double.IsNaN(value) ? 1 : 0);
            information = labels is not null ? MutualInformation.OfCategories(absence, labels) : OfTarget(target, absence, sample, seed);
            if (present.Length < 2) return information;
        }
        var numbers = Scaled(Take(values, present), new CounterRandom(seed, $"mutual_information/{name}"));
        var told = labels is not null
            ? MutualInformation.OfNumberAndCategory(numbers, Take(labels, present), NNeighbors)
            : MutualInformation.OfNumbers(numbers, Scaled(Take(target.Values, present), TargetNoise(seed)), NNeighbors);
        return information + told * present.Length / sample.Length;
    }

    double OfTarget(Target target, int[] categories, int[] sample, ulong seed) =>
        MutualInformation.OfNumberAndCategory(Scaled(Take(target.Values, sample), TargetNoise(seed)), Take(categories, sample), NNeighbors);

    /// <summary>The categories of a column as numbers from 0 on; null when it holds numbers.</summary>
    static int[]? Categories(Column column)
    {
        switch (column)
        {
            case TextColumn texts:
                var (values, _) = TextCategories.Count(texts);
                return TextCategories.PositionOfRows(texts, TextCategories.Index(values), values.Length);
            case IntegerColumn whole:
                var known = new Dictionary<long, int>();
                var categories = new int[whole.Length];
                for (var row = 0; row < categories.Length; row++)
                {
                    if (whole.IsMissing(row)) continue;
                    if (!known.TryGetValue(whole.Values[row], out categories[row])) known.Add(whole.Values[row], categories[row] = known.Count + 1);
                    if (known.Count > FewValues) return null;
                }
                return categories;
            default:
                return null;
        }
    }

    // In units of the standard deviation, and with noise so that no two values tie.
    static double[] Scaled(double[] values, CounterRandom noise)
    {
        var (_, deviation) = Moments.Of(values);
        // The spread of the largest numbers overflows; their size does not.
        if (!double.IsFinite(deviation)) deviation = values.Max(Math.Abs);
        if (deviation == 0) deviation = 1;
        var scaled = Array.ConvertAll(values, value => value / deviation);
        var size = 1e-10 * Math.Max(1, Reductions.Mean(Array.ConvertAll(scaled, Math.Abs)));
        for (var i = 0; i < scaled.Length; i++) scaled[i] += size * (2 * noise.Uniform((ulong)i) - 1);
        return scaled;
    }

    static CounterRandom TargetNoise(ulong seed) => new(seed, "mutual_information");

    static int[] Sample(int rows, ulong seed) => new CounterRandom(seed, "mutual_information/rows").Sample(rows, RowsAtMost);

    static T[] Take<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
