using System.Diagnostics;
using System.Security.Cryptography;
using FsCheck.Fluent;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms.Linear;

public sealed class LinearModelTests
{
    private static readonly FitContext Context = new() { Threads = 2 };

    // More rows than a block of sums has, so that several threads have work.
    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void A_linear_model_keeps_its_promises(TaskKind task) =>
        ModelPromises.Hold(Algorithm(task), LinearData.Random(20_011, task, cardinalities: [5, 300]));

    [Fact]
    public void Wide_ridge_keeps_its_promises() =>
        ModelPromises.Hold(new RidgeRegression(), LinearData.Random(20_011, TaskKind.Regression, cardinalities: [5, 3000]));

    [Fact]
    public void A_CPU_without_vector_instructions_gives_the_same_bits()
    {
        Assert.Equal(FingerprintOf("1"), FingerprintOf("0"));
    }

    // Run by the test above in processes of its own; by itself it only prints.
    [Fact]
    public void Fingerprint()
    {
        if (Environment.GetEnvironmentVariable("RONDO_LINEAR_FINGERPRINT") is not { } path) return;
        var bytes = Enum.GetValues<TaskKind>().Where(t => t != TaskKind.Clustering).SelectMany(t => ModelPromises.Bytes(Algorithm(t).Fit(LinearData.Random(9_001, t), Context)));
        File.WriteAllText(path, Convert.ToHexString(SHA256.HashData([.. bytes])));
    }

    [Fact]
    public void Weights_count_as_that_many_rows() =>
        Prop.ForAll(Gen.Choose(1, 1000).ToArbitrary(), seed =>
        {
            foreach (var task in Enum.GetValues<TaskKind>().Where(t => t != TaskKind.Clustering))
            {
                var data = LinearData.Random(60, task, cardinalities: [4], seed: (ulong)seed);
                int[] counts = [.. Enumerable.Range(0, 60).Select(i => (i * 7 + seed) % 4)];
                int[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, counts[i]))];
                var weighted = Fit(Balanced(task), data with { Weights = [.. counts.Select(c => (double)c)] });
                var repeated = Fit(Balanced(task), data.Take(rows));
                for (var k = 0; k < weighted.Scores; k++)
                    for (var i = 0; i < weighted.Coefficients(k).Length; i++)
                        if (!(Math.Abs(weighted.Coefficients(k)[i] - repeated.Coefficients(k)[i]) < 1e-6)) return false;
            }
            return true;
        }).CheckSeeded();

    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void A_constant_feature_gets_no_coefficient(TaskKind task)
    {
        var data = LinearData.Random(200, task);
        float[] constant = [.. Enumerable.Repeat(0.1f, 200)], category = [.. Enumerable.Repeat(2f, 200)];
        var matrix = new FeatureMatrix([.. data.Features.Features, new("constant"), new("category", 3)], [.. data.Features.Columns, constant, category], 200);
        var model = Fit(Algorithm(task), data with { Features = matrix });
        for (var k = 0; k < model.Scores; k++) Assert.Equal([0, 0, 0, 0], model.Coefficients(k)[model.Offset(6)..].ToArray());
    }

    [Fact]
    public void Duplicated_columns_without_a_penalty_predict_as_one()
    {
        var data = LinearData.Random(300, TaskKind.Regression);
        var twice = new FeatureMatrix([.. data.Features.Features, new("again")], [.. data.Features.Columns, data.Features.Columns[0]], 300);
        var (one, two) = (Fit(new RidgeRegression { Alpha = 0 }, data), Fit(new RidgeRegression { Alpha = 0 }, data with { Features = twice }));
        var (expected, actual) = (new double[300], new double[300]);
        one.Predict(data.Features, expected);
        two.Predict(twice, actual);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-9));
    }

    [Fact]
    public void One_row_is_predicted_by_itself()
    {
        var data = LinearData.Random(1, TaskKind.Regression);
        var output = new double[1];
        Fit(new RidgeRegression(), data).Predict(data.Features, output);
        Assert.Equal(data.Target.Values[0], output[0]);
    }

    [Fact]
    public void One_class_alone_is_a_mistake_with_a_name()
    {
        var data = LinearData.Random(10, TaskKind.Binary) with { Target = new Target(TaskKind.Binary, new double[10], ["no", "yes"]) };
        var mistake = Assert.Throws<RondoException>(() => Fit(new LogisticRegression(), data)).Mistakes.Single();
        Assert.Equal("one_class", mistake.Code);
        Assert.Contains("'no'", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_no_row_has_gets_probability_0()
    {
        foreach (var task in new[] { TaskKind.Binary, TaskKind.Multiclass })
        {
            var data = LinearData.Random(400, task);
            // The absent class comes first: all indices move up by one.
            var target = new Target(TaskKind.Multiclass, [.. data.Target.Values.Select(v => v + 1)], ["absent", .. data.Target.Classes]);
            var (plain, shifted) = (Fit(new LogisticRegression(), data), Fit(new LogisticRegression(), data with { Target = target }));
            var (expected, actual) = (new double[400 * plain.Outputs], new double[400 * shifted.Outputs]);
            plain.Predict(data.Features, expected);
            shifted.Predict(data.Features, actual);
            for (var i = 0; i < 400; i++)
            {
                Assert.Equal(0, actual[i * shifted.Outputs]);
                for (var k = 0; k < plain.Outputs; k++) Assert.Equal(expected[i * plain.Outputs + k], actual[i * shifted.Outputs + k + 1], 1e-12);
            }
            ModelPromises.Hold(new LogisticRegression(), data with { Target = target });
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NaN, "missing")]
    public void Values_that_are_not_finite_are_refused_by_name(float value, string word)
    {
        var data = LinearData.Random(100, TaskKind.Binary);
        var model = Fit(new LogisticRegression(), data);
        float[] row = [0, value, 0, 0, 1, 1];
        var predicting = Assert.Throws<RondoException>(() => model.Predict(row, new double[2])).Mistakes.Single();
        data.Features.Columns[1][7] = value;
        var fitting = Assert.Throws<RondoException>(() => Fit(new LogisticRegression(), data)).Mistakes.Single();
        Assert.Equal(("not_finite", "x1", 8L), (fitting.Code, fitting.Field, fitting.Row));
        Assert.Equal(("not_finite", "x1"), (predicting.Code, predicting.Field));
        Assert.Contains(word, fitting.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_unknown_category_adds_nothing()
    {
        var model = Fit(new RidgeRegression(), LinearData.Random(100, TaskKind.Regression));
        var (missing, unknown) = (new double[1], new double[1]);
        model.Predict([0, 0, 0, 0, float.NaN, -1], missing);
        model.Predict([0, 0, 0, 0, 5, 1e9f], unknown);
        Assert.Equal(model.Intercepts[0], missing[0]);
        Assert.Equal(model.Intercepts[0], unknown[0]);
    }

    [Fact]
    public void Separable_classes_get_finite_coefficients_under_a_weak_penalty()
    {
        var matrix = new FeatureMatrix([new("x")], [[-2, -1, 1, 2]], 4);
        var model = Fit(new LogisticRegression { C = 1e6 }, new TrainingSet(matrix, new Target(TaskKind.Binary, [0, 0, 1, 1], ["no", "yes"])));
        Assert.True(model.HasConverged);
        Assert.InRange(model.Coefficients()[0], 5, 50);
    }

    [Fact]
    public void A_warm_start_from_the_optimum_ends_at_once_and_there()
    {
        var data = LinearData.Random(500, TaskKind.Multiclass);
        var cold = Fit(new LogisticRegression(), data);
        var warm = (LinearModel)new LogisticRegression().Fit(data, Context with { WarmStart = cold });
        Assert.Equal(1, warm.Iterations);
        for (var i = 0; i < cold.Coefficients(1).Length; i++) Assert.Equal(cold.Coefficients(1)[i], warm.Coefficients(1)[i], 1e-6);
    }

    [Fact]
    public void Cancellation_stops_a_fit()
    {
        using var source = new CancellationTokenSource();
        var data = LinearData.Random(50_000, TaskKind.Binary, cardinalities: [5000]);
        var progress = new CancelAtOnce(source);
        Assert.ThrowsAny<OperationCanceledException>(() => new LogisticRegression().Fit(data, Context with { Progress = progress, Cancellation = source.Token }));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var bytes = ModelPromises.Bytes(Fit(new RidgeRegression(), LinearData.Random(50, TaskKind.Regression)));
        for (var cut = 0; cut < bytes.Length; cut += 13)
            Assert.Equal("damaged_pipeline", Assert.Throws<RondoException>(() => new PipelineReader(bytes.AsMemory(0, cut), FittedCatalog.Engine).Fitted<IModel>()).Mistakes[0].Code);
    }

    static LinearModel Fit(IAlgorithm algorithm, TrainingSet data) => (LinearModel)algorithm.Fit(data, Context);

    static IAlgorithm Algorithm(TaskKind task) => task == TaskKind.Regression ? new RidgeRegression() : new LogisticRegression();

    static IAlgorithm Balanced(TaskKind task) => task == TaskKind.Regression ? new RidgeRegression() : new LogisticRegression { ClassWeight = ClassWeight.Balanced };

    static string FingerprintOf(string intrinsics)
    {
        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet", [typeof(LinearModelTests).Assembly.Location, "-method", $"{typeof(LinearModelTests).FullName}.{nameof(Fingerprint)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableHWIntrinsic"] = intrinsics;
        start.Environment["RONDO_LINEAR_FINGERPRINT"] = path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.Result + errors.Result);
        var fingerprint = File.ReadAllText(path);
        File.Delete(path);
        Assert.Equal(64, fingerprint.Length);
        return fingerprint;
    }

    sealed class CancelAtOnce(CancellationTokenSource source) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => source.Cancel();
    }
}
