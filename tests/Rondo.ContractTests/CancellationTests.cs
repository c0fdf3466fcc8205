using System.Diagnostics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.ContractTests;

/// <summary>A fit of half a million rows, cancelled after 0.3 s, ends within a second (3 s are allowed, for the machine may be busy).</summary>
[Collection(nameof(Alone))]
public class CancellationTests
{
    private const int Rows = 500_000;
    private static readonly TimeSpan s_begin = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(3);
    private static readonly Lazy<FeatureMatrix> s_matrix = new(() => Matrix(Rows));
    private static readonly Lazy<Table> s_table = new(Table);

    public static TheoryData<string, TaskKind> Algorithms => new(
        from part in Catalogue.Parts.OfKind("algorithm")
        from task in Enum.GetValues<TaskKind>()
        where Catalogue.Parts.Create<IAlgorithm>(part.Name).Learns(task)
        select (part.Name, task));

    public static TheoryData<string> Transforms => Catalogue.NamesOf("transform");

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Category", "Slow")]
    public void A_fit_ends_soon_after_it_is_cancelled(string name, TaskKind task)
    {
        var set = new TrainingSet(s_matrix.Value, TargetOf(task));
        EndsSoon(cancellation => Catalogue.Parts.Create<IAlgorithm>(name).Fit(set, new FitContext { Threads = 2, Cancellation = cancellation }));
    }

    [Theory]
    [MemberData(nameof(Transforms))]
    [Trait("Category", "Slow")]
    public void A_transform_ends_soon_after_it_is_cancelled(string name)
    {
        var transform = Settings.Transform(name, s_table.Value);
        foreach (var task in (TaskKind[])[TaskKind.Regression, TaskKind.Multiclass])
            EndsSoon(cancellation => transform.Fit(s_table.Value, new TransformContext(TargetOf(task)) { Threads = 2, Cancellation = cancellation }));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Category", "Slow")]
    public void Scoring_ends_soon_after_it_is_cancelled(string name, TaskKind task)
    {
        var matrix = s_matrix.Value.Take([.. Enumerable.Range(0, 100_000)]);
        var table = Rondo.Engine.Data.Table.Of(matrix.Columns.Take(28).Select((column, j) => ($"n{j}", (Column)HostileData.Numbers(matrix.Rows, row => column[row]))));
        var target = HostileData.TargetOf(task, matrix.Rows);
        var pipeline = new Recipe([], Quick(name)).Fit(table, new RecipeData(target), new FitContext { Threads = 2 });

        EndsSoon(cancellation => pipeline.Predict(table, threads: 2, cancellation));
    }

    // Fewest trees, epochs or rounds: here it is the scoring that counts.
    static IAlgorithm Quick(string name)
    {
        string[] counts = ["n_estimators", "epochs", "rounds", "max_iter", "n_init"];
        var part = Catalogue.Parts.OfKind("algorithm").Single(p => p.Name == name);
        return Catalogue.Parts.Create<IAlgorithm>(name, part.Parameters.Where(p => counts.Contains(p.Name)).ToDictionary(p => p.Name, p => (object?)Math.Max(1.0, p.Attribute.Min)));
    }

    static void EndsSoon(Action<CancellationToken> fit)
    {
        using var source = new CancellationTokenSource(s_begin);
        var start = Stopwatch.GetTimestamp();
        try
        {
            fit(source.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RondoException)
        {
        }
        // A fit that was done, or refused, before then has nothing to stop.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_begin + s_slack);
    }

    static Target TargetOf(TaskKind task) => task == TaskKind.Clustering ? Target.Unlabelled(Rows) : HostileData.TargetOf(task, Rows);

    static FeatureMatrix Matrix(int rows)
    {
        var random = new CounterRandom(4, "cancellation");
        Feature[] features = [.. Enumerable.Range(0, 28).Select(j => new Feature($"n{j}")), new("few", 5), new("many", 20_000)];
        var columns = new float[features.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            var (feature, values) = (features[j], random.Child((ulong)j));
            columns[j] = new float[rows];
            for (var row = 0; row < rows; row++)
                columns[j][row] = feature.IsCategorical ? values.Below((ulong)row, feature.Cardinality) : (float)(values.Uniform((ulong)row) * 3.46 - 1.73);
        }
        return new FeatureMatrix(features, columns, rows);
    }

    static Table Table()
    {
        var numbers = Matrix(Rows).Columns.Take(8).Select((column, j) => ($"n{j}", (Column)HostileData.Numbers(Rows, row => row % 10 == j ? double.NaN : column[row])));
        return Rondo.Engine.Data.Table.Of([
            .. numbers,
            ("few", HostileData.Texts(Rows, row => $"w{row % 7}")),
            ("many", HostileData.Texts(Rows, row => $"word {row % 9_999}")),
            ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, Rows).Select(row => (long)(row % 20_000))])),
        ]);
    }
}
