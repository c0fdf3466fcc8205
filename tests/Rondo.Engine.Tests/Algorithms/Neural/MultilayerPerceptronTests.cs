using System.Diagnostics;
using System.Security.Cryptography;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neural;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms.Neural;

public sealed class MultilayerPerceptronTests
{
    private static readonly FitContext Context = new() { Threads = 2 };
    private static readonly MultilayerPerceptron Small = new() { Hidden = [16, 8], Epochs = 6, BatchSize = 64 };

    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void A_network_keeps_its_promises(TaskKind task) =>
        ModelPromises.Hold(Small with { BatchSize = 512, Hidden = [96, 40], Dropout = 0.1, Epochs = 2 }, LinearData.Random(3_011, task, cardinalities: [5, 300]));

    [Fact]
    public void Any_processor_gives_the_same_bits()
    {
        var expected = FingerprintOf("DOTNET_EnableAVX", "1");
        Assert.Equal(expected, FingerprintOf("DOTNET_EnableAVX512F", "0"));
        Assert.Equal(expected, FingerprintOf("DOTNET_EnableAVX512", "0"));
        Assert.Equal(expected, FingerprintOf("DOTNET_EnableAVX2", "0"));
        Assert.Equal(expected, FingerprintOf("DOTNET_EnableHWIntrinsic", "0"));
    }

    // Run by the test above in processes of its own; by itself it does nothing.
    [Fact]
    public void Fingerprint()
    {
        if (Environment.GetEnvironmentVariable("RONDO_NEURAL_FINGERPRINT") is not { } path) return;
        var bytes = new List<byte>();
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (var task in new[] { TaskKind.Regression, TaskKind.Binary, TaskKind.Multiclass })
                bytes.AddRange(ModelPromises.Bytes((Small with { Activation = activation, Hidden = [37, 12], Dropout = 0.2, Epochs = 2 }).Fit(LinearData.Random(700, task), Context)));
        File.WriteAllText(path, Convert.ToHexString(SHA256.HashData([.. bytes])));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void A_fit_that_was_stopped_goes_on_at_the_epoch_it_had_reached(OptimizerKind optimizer)
    {
        var data = LinearData.Random(900, TaskKind.Multiclass);
        var algorithm = Small with { Epochs = 12, EarlyStopping = 8, Optimizer = optimizer, LearningRate = 0.01, Dropout = 0.1 };
        var checkpoints = new List<byte[]>();
        var whole = algorithm.Fit(data, Context with { Checkpoint = m => checkpoints.Add(ModelPromises.Bytes(m)) });

        var epochs = new List<int>();
        var resumed = algorithm.Fit(data, Context with { WarmStart = Read(checkpoints[5]), Progress = new Epochs(epochs) });

        Assert.Equal(7, epochs[0]);
        Assert.Equal(ModelPromises.Bytes(whole), ModelPromises.Bytes(resumed));
        Assert.True(Read(checkpoints[5]).IsCheckpoint);
        Assert.False(((MultilayerPerceptronModel)whole).IsCheckpoint);
        Assert.InRange(ModelPromises.Bytes(whole).Length, 0, checkpoints[^1].Length / 2);
    }

    [Fact]
    public void A_checkpoint_after_early_stopping_trains_no_further()
    {
        var data = LinearData.Random(300, TaskKind.Regression);
        var algorithm = Small with { Epochs = 500, EarlyStopping = 2, LearningRate = 0.02 };
        IModel? last = null;
        var whole = (MultilayerPerceptronModel)algorithm.Fit(data, Context with { Checkpoint = m => last = m });

        Assert.InRange(whole.TrainingLoss.Count, 3, 499);
        Assert.Equal(ModelPromises.Bytes(whole), ModelPromises.Bytes(algorithm.Fit(data, Context with { WarmStart = last })));
    }

    [Fact]
    public void Averaging_takes_the_mean_of_the_weights_after_each_step_of_the_last_epoch()
    {
        var data = LinearData.Random(128, TaskKind.Regression, cardinalities: []);
        // No hidden layer: predictions are linear in the weights, so they have means as the weights do.
        var algorithm = Small with { Hidden = [], Epochs = 1, BatchSize = 64, EarlyStopping = 0, Dropout = 0, Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, Momentum = 0 };
        var start = Predict((algorithm with { LearningRate = 1e-6, Averaging = false }).Fit(data, Context), data);
        var last = Predict((algorithm with { Averaging = false }).Fit(data, Context), data);
        var mean = Predict((algorithm with { Averaging = true }).Fit(data, Context), data);

        var (moved, back) = (0.0, 0.0);
        for (var i = 0; i < 128; i++) (moved, back) = (moved + Math.Abs(last[i] - start[i]), back + Math.Abs(mean[i] - start[i]));
        Assert.InRange(back / moved, 0.5, 0.95);
    }

    [Fact]
    public void The_best_epoch_is_restored_and_a_refit_trains_that_long()
    {
        var data = LinearData.Random(400, TaskKind.Regression);
        var algorithm = Small with { Hidden = [64], LearningRate = 0.02, Epochs = 300, EarlyStopping = 5 };
        var model = (MultilayerPerceptronModel)algorithm.Fit(data, Context);

        Assert.Equal(model.BestEpoch + 5, model.ValidationLoss.Count);
        Assert.Equal(model.ValidationLoss.Min(), model.ValidationLoss[model.BestEpoch - 1]);
        var refit = (MultilayerPerceptron)algorithm.ForRefit([model, model]);
        Assert.Equal((model.BestEpoch, 0), (refit.Epochs, refit.EarlyStopping));
        Assert.Empty(((MultilayerPerceptronModel)refit.Fit(data, Context)).ValidationLoss);
    }

    [Fact]
    public void Progress_tells_both_losses_of_every_epoch()
    {
        var seen = new List<FitProgress>();
        var model = (MultilayerPerceptronModel)(Small with { EarlyStopping = 100 }).Fit(LinearData.Random(500, TaskKind.Binary), Context with { Progress = new Steps(seen) });

        Assert.Equal(model.TrainingLoss.Zip(model.ValidationLoss), seen.Select(p => (p.TrainingLoss!.Value, p.ValidationLoss!.Value)));
        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Select(p => p.Done));
    }

    [Fact]
    public void Rows_of_weight_zero_change_nothing()
    {
        var data = LinearData.Random(400, TaskKind.Binary);
        int[] kept = [.. Enumerable.Range(0, 400).Where(i => i % 4 != 0)];
        var weighted = Small.Fit(data with { Weights = [.. Enumerable.Range(0, 400).Select(i => i % 4 != 0 ? 1.0 : 0)] }, Context);

        Assert.Equal(ModelPromises.Bytes(Small.Fit(data.Take(kept) with { Weights = [.. kept.Select(_ => 1.0)] }, Context)), ModelPromises.Bytes(weighted));
    }

    [Fact]
    public void Balanced_classes_raise_the_probability_of_the_rare_one()
    {
        var data = LinearData.Random(1000, TaskKind.Binary);
        data = data with { Target = data.Target with { Values = [.. data.Target.Values.Select((v, i) => i % 5 == 0 ? v : 0)] } };

        Assert.True(Mean(Small with { ClassWeight = ClassWeight.Balanced }) > 1.5 * Mean(Small));

        double Mean(MultilayerPerceptron algorithm) => Predict(algorithm.Fit(data, Context), data).Where((_, i) => i % 2 == 1).Average();
    }

    [Fact]
    public void A_network_learns_what_a_line_cannot()
    {
        var random = new CounterRandom(1, "product");
        float[][] columns = [.. Enumerable.Range(0, 2).Select(j => (float[])[.. Enumerable.Range(0, 2000).Select(i => (float)(random.Child((ulong)j).Uniform((ulong)i) * 4 - 2))])];
        var data = new TrainingSet(new FeatureMatrix([new("a"), new("b")], columns, 2000), Target.Regression([.. columns[0].Zip(columns[1], (a, b) => 1000 + 100 * a * b)]));

        var errors = Predict(new MultilayerPerceptron().Fit(data, Context), data).Zip(data.Target.Values, (p, y) => (p - y) * (p - y));

        Assert.InRange(Math.Sqrt(errors.Average()), 0, 10);
    }

    [Fact]
    public void Networks_without_hidden_layers_features_or_spread_are_fitted()
    {
        var data = LinearData.Random(300, TaskKind.Multiclass);
        ModelPromises.Hold(Small with { Hidden = [] }, data);
        ModelPromises.Hold(Small, new TrainingSet(new FeatureMatrix([], [], 300), data.Target));
        var constant = data with { Target = Target.Regression([.. Enumerable.Repeat(1e300, 300)]) };
        Assert.All(Predict(Small.Fit(constant, Context), constant), p => Assert.Equal(1e300, p));
        var one = LinearData.Random(1, TaskKind.Regression);
        Assert.Equal(one.Target.Values[0], Predict(Small.Fit(one, Context), one)[0]);
        var single = data with { Target = data.Target with { Values = new double[300] } };
        Assert.All(Predict(Small.Fit(single, Context), single).Chunk(3), p => Assert.InRange(p[0], 0.99, 1));
    }

    [Fact]
    public void A_million_categories_and_ten_thousand_columns_are_fitted()
    {
        var random = new CounterRandom(1, "wide");
        float[] codes = [.. Enumerable.Range(0, 3000).Select(i => (float)random.Below((ulong)i, 1_000_000))];
        var columns = Enumerable.Range(0, 10_000).Select(_ => codes.Select(c => c / 1e6f).ToArray());
        Feature[] features = [new("id", 1_000_000), .. Enumerable.Range(0, 10_000).Select(j => new Feature($"x{j}"))];
        var data = new TrainingSet(new FeatureMatrix(features, [codes, .. columns], 3000), Target.Regression([.. codes.Select(c => (double)c)]));

        var model = (Small with { Epochs = 1 }).Fit(data, Context);

        Assert.All(Predict(model, data), p => Assert.True(double.IsFinite(p)));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NaN, "missing")]
    public void Values_that_are_not_finite_are_refused_by_name(float value, string word)
    {
        var data = LinearData.Random(100, TaskKind.Binary);
        var model = Small.Fit(data, Context);
        var predicting = Assert.Throws<RondoException>(() => model.Predict([0, value, 0, 0, 1, 1], new double[2])).Mistakes.Single();
        data.Features.Columns[1][7] = value;
        var fitting = Assert.Throws<RondoException>(() => Small.Fit(data, Context)).Mistakes.Single();
        Assert.Equal(("not_finite", "x1", 8L), (fitting.Code, fitting.Field, fitting.Row));
        Assert.Equal(("not_finite", "x1"), (predicting.Code, predicting.Field));
        Assert.Contains(word, fitting.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_diverges_says_so()
    {
        var algorithm = Small with { Optimizer = OptimizerKind.Sgd, LearningRate = 10, Epochs = 50 };
        var mistake = Assert.Throws<RondoException>(() => algorithm.Fit(LinearData.Random(2000, TaskKind.Regression), Context)).Mistakes.Single();
        Assert.Equal("diverged", mistake.Code);
    }

    [Fact]
    public void A_warm_start_needs_the_same_layers()
    {
        var data = LinearData.Random(100, TaskKind.Binary);
        var model = Small.Fit(data, Context);
        var mistake = Assert.Throws<RondoException>(() => (Small with { Hidden = [3] }).Fit(data, Context with { WarmStart = model })).Mistakes.Single();
        Assert.Equal("bad_warm_start", mistake.Code);
        Small.Fit(data, Context with { WarmStart = model });
    }

    [Fact]
    public void Cancellation_stops_a_fit_within_a_second()
    {
        using var source = new CancellationTokenSource();
        var data = LinearData.Random(100_000, TaskKind.Regression);
        source.CancelAfter(200);
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => new MultilayerPerceptron { Hidden = [512, 512], BatchSize = 4096 }.Fit(data, Context with { Cancellation = source.Token }));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
    }

    [Fact]
    public void Bytes_with_any_integer_changed_are_refused_or_predict()
    {
        var data = LinearData.Random(50, TaskKind.Binary);
        MultilayerPerceptronModel? checkpoint = null;
        (Small with { Hidden = [4], Epochs = 1 }).Fit(data, Context with { Checkpoint = m => checkpoint = (MultilayerPerceptronModel)m });
        var bytes = ModelPromises.Bytes(checkpoint!);
        for (var at = 0; at + 4 <= bytes.Length; at++)
        {
            foreach (var value in (int[])[-1, 0, 1000, int.MaxValue])
            {
                byte[] changed = [.. bytes];
                BitConverter.TryWriteBytes(changed.AsSpan(at), value);
                var exception = Record.Exception(() => new PipelineReader(changed, FittedCatalog.Engine).Fitted<IModel>());
                Assert.True(exception is null or RondoException, $"{exception} at {at}");
            }
        }
    }

    static double[] Predict(IModel model, TrainingSet data)
    {
        var output = new double[data.Rows * model.Outputs];
        model.Predict(data.Features, output);
        return output;
    }

    static MultilayerPerceptronModel Read(byte[] bytes) => new PipelineReader(bytes, FittedCatalog.Engine).Fitted<MultilayerPerceptronModel>();

    static string FingerprintOf(string variable, string value)
    {
        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet", [typeof(MultilayerPerceptronTests).Assembly.Location, "-method", $"{typeof(MultilayerPerceptronTests).FullName}.{nameof(Fingerprint)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable] = value;
        start.Environment["RONDO_NEURAL_FINGERPRINT"] = path;
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

    sealed class Steps(List<FitProgress> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen.Add(value);
    }

    sealed class Epochs(List<int> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen.Add(value.Done);
    }
}
