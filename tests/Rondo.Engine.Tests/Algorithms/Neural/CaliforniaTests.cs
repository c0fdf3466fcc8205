using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neural;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms.Neural;

/// <summary>A network on real data beside PyTorch's twin: same inputs, layers, batches, learning rate and epochs.</summary>
public sealed class CaliforniaTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public void A_network_is_within_3_percent_of_its_twin_in_PyTorch()
    {
        var folder = Environment.GetEnvironmentVariable("RONDO_DATA");
        var file = folder is null ? null : Path.Combine(folder, "california_housing.csv");
        Assert.SkipWhen(!File.Exists(file), "The data set california_housing.csv (RONDO_DATA) is absent.");
        using var golden = GoldenFile.Read("mlp", "california.json");
        var twin = GoldenFile.Doubles(golden.RootElement.GetProperty("rmse"));
        var (train, test) = Read(file!);
        var algorithm = new MultilayerPerceptron
        {
            Hidden = [32, 32],
            BatchSize = golden.RootElement.GetProperty("batch_size").GetInt32(),
            LearningRate = golden.RootElement.GetProperty("learning_rate").GetDouble(),
            Epochs = golden.RootElement.GetProperty("epochs").GetInt32(),
            EarlyStopping = 0,
            Averaging = false,
            Dropout = 0,
        };

        double[] own = [.. Enumerable.Range(0, 5).Select(seed => Rmse(algorithm.Fit(train, new FitContext { Seed = (ulong)seed, Threads = 2 }), test))];

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RMSE {own.Average():F0}, PyTorch {twin.Average():F0}, ratio {own.Average() / twin.Average():F4}"));
        Assert.InRange(own.Average() / twin.Average(), 0.97, 1.03);
    }

    static double Rmse(IModel model, TrainingSet data)
    {
        var predicted = new double[data.Rows];
        model.Predict(data.Features, predicted, threads: 2);
        return Math.Sqrt(predicted.Zip(data.Target.Values, (p, y) => (p - y) * (p - y)).Average());
    }

    // The split, filling and scaling of tests/golden/mlp/make.py.
    static (TrainingSet Train, TrainingSet Test) Read(string file)
    {
        var lines = File.ReadAllLines(file);
        var header = lines[0].Split(',');
        string[][] cells = [.. lines.Skip(1).Select(l => l.Split(','))];
        int[] test = [.. Enumerable.Range(0, cells.Length).Where(i => (uint)(i * 2654435761L) / 4294967296.0 < 0.2)];
        int[] train = [.. Enumerable.Range(0, cells.Length).Except(test)];
        string[] Column(string name) => [.. cells.Select(row => row[Array.IndexOf(header, name)])];
        var columns = header.Where(name => name is not ("median_house_value" or "ocean_proximity")).Select(name => Standardised(Column(name), train)).ToList();
        var ocean = Column("ocean_proximity");
        columns.AddRange(ocean.Distinct().Order(StringComparer.Ordinal).Select(category => ocean.Select(o => o == category ? 1f : 0).ToArray()));
        var target = Target.Regression([.. Column("median_house_value").Select(v => double.Parse(v, CultureInfo.InvariantCulture))]);
        var all = new TrainingSet(new FeatureMatrix([.. columns.Select((_, j) => new Feature($"x{j}"))], [.. columns], cells.Length), target);
        return (all.Take(train), all.Take(test));
    }

    static float[] Standardised(string[] cells, int[] train)
    {
        double[] values = [.. cells.Select(c => c.Length == 0 ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture))];
        var median = OrderStatistics.Median([.. train.Select(i => values[i]).Where(v => !double.IsNaN(v))]);
        values = [.. values.Select(v => double.IsNaN(v) ? median : v)];
        var (mean, deviation) = Moments.Of([.. train.Select(i => values[i])]);
        return [.. values.Select(v => (float)((v - mean) / deviation))];
    }
}
