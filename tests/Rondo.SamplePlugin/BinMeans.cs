using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;

namespace Rondo.SamplePlugin;

/// <summary>An algorithm of one's own: the mean of the target among rows of about the same first feature.</summary>
[Part("bin_means", "The target's mean within bins of the first feature.")]
public sealed record BinMeans : IAlgorithm
{
    [Param("Number of bins of equal width.", Min = 1, Max = 100, Log = true, TuneMin = 2, TuneMax = 40)]
    public int Bins { get; init; } = 10;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var (first, targets) = (data.Features.Columns[0], data.Target.Values);
        var (low, high) = (first.Min(), first.Max());
        var width = high > low ? (high - low) / Bins : 1;
        var (sums, counts) = (new double[Bins], new int[Bins]);
        for (var i = 0; i < targets.Length; i++)
        {
            var bin = BinMeansModel.BinOf(first[i], low, width, Bins);
            sums[bin] += targets[i];
            counts[bin]++;
        }
        var all = targets.Sum() / targets.Length;
        return new BinMeansModel(data.Features.Columns.Length, low, width, [.. sums.Select((sum, k) => counts[k] > 0 ? sum / counts[k] : all)]);
    }
}

/// <summary>What <see cref="BinMeans"/> has learnt.</summary>
[Fitted("bin_means")]
public sealed class BinMeansModel(int inputs, float low, float width, double[] means) : IModel, IReadable<BinMeansModel>
{
    public int Inputs => inputs;

    public int Outputs => 1;

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => output[0] = means[BinOf(row[0], low, width, means.Length)];

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        for (var i = 0; i < rows.Rows; i++) output[i] = means[BinOf(rows.Columns[0][i], low, width, means.Length)];
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int(inputs);
        writer.Floats([low, width]);
        writer.Doubles(means);
    }

    public static BinMeansModel Read(PipelineReader reader, int version)
    {
        var inputs = reader.Int();
        return reader.Floats() is [var low, var width] && reader.Doubles() is { Length: > 0 } means
            ? new BinMeansModel(inputs, low, width, means)
            : throw PipelineReader.Damaged("bin_means has no bins");
    }

    internal static int BinOf(float value, float low, float width, int bins) => Math.Clamp((int)((value - low) / width), 0, bins - 1);
}
