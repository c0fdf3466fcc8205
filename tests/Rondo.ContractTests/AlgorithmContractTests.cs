using System.Runtime.InteropServices;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.ContractTests;

/// <summary>What holds for every algorithm with its default settings, for every task that it learns, on the matrix that it asks for.</summary>
public class AlgorithmContractTests
{
    private const int Rows = 600;

    public static TheoryData<string, TaskKind> Cases => new(
        from part in Catalogue.Parts.OfKind("algorithm")
        from task in Enum.GetValues<TaskKind>()
        where Create(part.Name).Learns(task)
        select (part.Name, task));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads(string name, TaskKind task)
    {
        var bytes = Catalogue.BytesOf(Fit(name, task, threads: 1));

        Assert.Equal(bytes, Catalogue.BytesOf(Fit(name, task, threads: 2)));
        Assert.Equal(bytes, Catalogue.BytesOf(Fit(name, task, threads: 8)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_was_written_and_read_scores_the_same(string name, TaskKind task)
    {
        var model = Fit(name, task);
        var bytes = Catalogue.BytesOf(model);

        var read = Catalogue.Read<IModel>(bytes);

        Assert.Equal(bytes, Catalogue.BytesOf(read));
        Assert.Equal((model.Inputs, model.Outputs), (read.Inputs, read.Outputs));
        AssertSameBits(Scores(model, Matrix(name, Rows)), Scores(read, Matrix(name, Rows)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_that_end_too_early_are_refused_as_damaged(string name, TaskKind task)
    {
        var bytes = Catalogue.BytesOf(Fit(name, task));

        // Every length of a small model, about 500 of a large one.
        for (var length = 0; length < bytes.Length; length += 1 + bytes.Length / 500)
        {
            var exception = Assert.Throws<RondoException>(() => Catalogue.Read<IModel>(bytes.AsMemory(0, length)));
            Assert.Equal("damaged_pipeline", exception.Mistakes[0].Code);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_input_stays_as_it_was(string name, TaskKind task)
    {
        var (set, untouched) = (Set(name, task), Set(name, task));

        var model = Create(name).Fit(set, new FitContext());
        Scores(model, set.Features);

        Assert.Equal(untouched.Target.Values, set.Target.Values);
        Assert.Equal(untouched.Weights, set.Weights);
        for (var j = 0; j < set.Features.Columns.Length; j++)
            Assert.True(MemoryMarshal.AsBytes<float>(untouched.Features.Columns[j]).SequenceEqual(MemoryMarshal.AsBytes<float>(set.Features.Columns[j])));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Row_by_row_scores_as_all_rows_do_on_any_number_of_threads(string name, TaskKind task)
    {
        var model = Fit(name, task);
        var matrix = Matrix(name, Rows);
        var together = Scores(model, matrix);
        var single = new double[together.Length];
        var row = new float[model.Inputs];
        for (var i = 0; i < Rows; i++)
        {
            matrix.CopyRow(i, row);
            model.Predict(row, single.AsSpan(i * model.Outputs, model.Outputs));
        }

        AssertSameBits(together, single);
        AssertSameBits(together, Scores(model, matrix, threads: 8));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_are_finite_and_probabilities_add_up_to_one(string name, TaskKind task)
    {
        var set = Set(name, task);
        var model = Fit(name, task);

        var scores = Scores(model, set.Features);

        Assert.Equal(set.Features.Features.Count, model.Inputs);
        // How many clusters there are is the algorithm's to say.
        if (task != TaskKind.Clustering) Assert.Equal(set.Target.Outputs, model.Outputs);
        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
        if (task == TaskKind.Regression) return;
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.All(scores.Chunk(model.Outputs), row => Assert.Equal(1, row.Sum(), 1e-9));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_is_not_much_worse_than_the_mean(string name, TaskKind task)
    {
        if (task == TaskKind.Clustering) return;
        var set = Set(name, task);
        var scores = Scores(Fit(name, task), set.Features);

        // Squared error, of numbers or of probabilities, beside that of the mean.
        var (error, bound) = (0.0, 0.0);
        var outputs = set.Target.Outputs;
        for (var k = 0; k < outputs; k++)
        {
            var truth = set.Target.Values.Select(v => task == TaskKind.Regression ? v : v == k ? 1.0 : 0).ToArray();
            var mean = truth.Average();
            for (var row = 0; row < Rows; row++)
            {
                error += Math.Pow(truth[row] - scores[row * outputs + k], 2);
                bound += Math.Pow(truth[row] - mean, 2);
            }
        }
        // A constant can only equal the mean, and one that is not the mean, such as a median, is a little worse.
        Assert.InRange(error, 0, bound * 1.5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clusters_are_narrower_than_all_rows_together_and_none_is_empty(string name, TaskKind task)
    {
        if (task != TaskKind.Clustering) return;
        var set = Set(name, task);
        var model = Fit(name, task);
        var clusters = Scores(model, set.Features).Chunk(model.Outputs).Select(row => Array.IndexOf(row, row.Max())).ToArray();

        Assert.Equal(model.Outputs, clusters.Distinct().Count());
        var numbers = set.Features.Columns.Where((_, j) => !set.Features.Features[j].IsCategorical).ToArray();
        var own = Enumerable.Range(0, Rows).GroupBy(row => clusters[row]).Sum(rows => Spread(numbers, [.. rows]));
        Assert.InRange(own, 0, 0.9 * Spread(numbers, [.. Enumerable.Range(0, Rows)]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Missing_values_are_scored_where_the_matrix_may_have_them(string name, TaskKind task)
    {
        if (Create(name).Matrix == MatrixKind.Imputed) return;
        var model = Fit(name, task);
        var row = new float[model.Inputs];
        Array.Fill(row, float.NaN);
        var output = new double[model.Outputs];

        model.Predict(row, output);

        Assert.All(output, score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_category_not_seen_in_training_is_scored(string name, TaskKind task)
    {
        var model = Fit(name, task);
        var matrix = Matrix(name, 1);
        var row = new float[model.Inputs];
        matrix.CopyRow(0, row);
        for (var j = 0; j < row.Length; j++)
            if (matrix.Features[j].IsCategorical) row[j] = float.NaN;
        var output = new double[model.Outputs];

        model.Predict(row, output);

        Assert.All(output, score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cancelled_fit_stops(string name, TaskKind task)
    {
        var context = new FitContext { Cancellation = new CancellationToken(canceled: true) };

        Assert.ThrowsAny<OperationCanceledException>(() => Create(name).Fit(Set(name, task), context));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_refit_after_folds_is_the_same_algorithm(string name, TaskKind task)
    {
        var refit = Create(name).ForRefit([Fit(name, task)]);

        Assert.IsType(Create(name).GetType(), refit);
        refit.Fit(Set(name, task), new FitContext { Threads = 1 });
    }

    static IAlgorithm Create(string name) => Catalogue.Parts.Create<IAlgorithm>(name);

    static IModel Fit(string name, TaskKind task, int threads = 2) =>
        Create(name).Fit(Set(name, task), new FitContext { Threads = threads });

    static double[] Scores(IModel model, FeatureMatrix matrix, int threads = 1)
    {
        var scores = new double[matrix.Rows * model.Outputs];
        model.Predict(matrix, scores, threads);
        return scores;
    }

    static TrainingSet Set(string name, TaskKind task)
    {
        var random = new CounterRandom(5, "contract_target");
        var matrix = Matrix(name, Rows);
        var values = new double[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var signal = Known(matrix, 0, row) * 2 - Known(matrix, 1, row) + (Known(matrix, 4, row) > 1 ? 1 : 0) + random.Uniform((ulong)row) - 0.5;
            values[row] = task switch
            {
                TaskKind.Regression => 10 + 3 * signal,
                TaskKind.Binary => signal > 0.3 ? 1 : 0,
                _ => signal > 1 ? 2 : signal > -0.5 ? 1 : 0,
            };
        }
        var target = task switch
        {
            TaskKind.Regression => Target.Regression(values),
            TaskKind.Binary => new Target(task, values, ["no", "yes"]),
            TaskKind.Clustering => Target.Unlabelled(Rows),
            _ => new Target(task, values, ["low", "middle", "high"]),
        };
        return new TrainingSet(matrix, target) { Weights = [.. Enumerable.Range(0, Rows).Select(row => 0.5 + random.Child(1).Uniform((ulong)row))] };
    }

    static double Spread(float[][] columns, int[] rows) =>
        columns.Sum(c => rows.Average(r => c[r]) is var mean ? rows.Sum(r => Math.Pow(c[r] - mean, 2)) : 0);

    static double Known(FeatureMatrix matrix, int column, int row) => float.IsNaN(matrix.Columns[column][row]) ? 0 : matrix.Columns[column][row];

    // Numbers about standardised, a constant, an indicator, two categorical columns; missing values only where the algorithm asks for them.
    static FeatureMatrix Matrix(string name, int rows)
    {
        var mayMiss = Create(name).Matrix == MatrixKind.Native;
        var random = new CounterRandom(3, "contract_matrix");
        Feature[] features = [new("a"), new("b"), new("constant"), new("flag"), new("kind", 4), new("many", 40)];
        var columns = new float[features.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            var (feature, values, misses) = (features[j], random.Child((ulong)j), random.Child((ulong)j + 100));
            columns[j] = new float[rows];
            for (var row = 0; row < rows; row++)
            {
                columns[j][row] = (mayMiss || feature.IsCategorical) && misses.Uniform((ulong)row) < 0.08 ? float.NaN
                    : feature.IsCategorical ? values.Below((ulong)row, feature.Cardinality)
                    : feature.Name == "constant" ? 0
                    : feature.Name == "flag" ? values.Below((ulong)row, 2)
                    : (float)(values.Uniform((ulong)row) * 3.46 - 1.73);
            }
        }
        return new FeatureMatrix(features, columns, rows);
    }

    static void AssertSameBits(double[] expected, double[] actual) =>
        Assert.True(MemoryMarshal.AsBytes<double>(expected).SequenceEqual(MemoryMarshal.AsBytes<double>(actual)), "The scores differ in their bits.");
}
