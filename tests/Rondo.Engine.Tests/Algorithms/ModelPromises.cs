using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms;

/// <summary>What every model must hold: equal bits for any threads, for a row alone and among others, and after a reload.</summary>
static class ModelPromises
{
    public static void Hold(IAlgorithm algorithm, TrainingSet data)
    {
        var model = algorithm.Fit(data, new FitContext { Threads = 1 });
        var bytes = Bytes(model);
        Assert.Equal(bytes, Bytes(algorithm.Fit(data, new FitContext { Threads = 2 })));
        Assert.Equal(bytes, Bytes(algorithm.Fit(data, new FitContext { Threads = 8 })));

        var output = new double[data.Rows * model.Outputs];
        model.Predict(data.Features, output);
        Assert.All(output, v => Assert.True(double.IsFinite(v)));
        var parallel = new double[output.Length];
        model.Predict(data.Features, parallel, threads: 4);
        AssertSameBits(output, parallel);

        var alone = new double[output.Length];
        var row = new float[model.Inputs];
        for (var i = 0; i < data.Rows; i++)
        {
            data.Features.CopyRow(i, row);
            model.Predict(row, alone.AsSpan(i * model.Outputs, model.Outputs));
        }
        AssertSameBits(output, alone);
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Predict(row, alone.AsSpan(0, model.Outputs));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        var reader = new PipelineReader(bytes, FittedCatalog.Engine);
        var reloaded = reader.Fitted<IModel>();
        Assert.True(reader.AtEnd);
        Assert.Equal(bytes, Bytes(reloaded));
        reloaded.Predict(data.Features, parallel);
        AssertSameBits(output, parallel);
    }

    public static byte[] Bytes(IFitted fitted)
    {
        var writer = new PipelineWriter();
        writer.Fitted(fitted);
        return writer.Written.ToArray();
    }

    static void AssertSameBits(double[] expected, double[] actual) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));
}
