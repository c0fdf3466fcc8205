using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Tests.Shared;

/// <summary>What a troublesome model does instead of predicting.</summary>
public enum Trouble
{
    None,
    Throws,
    Hangs,
    GivesNaN,
}

/// <summary>A model that is fine when it is trained and tested, and later as its <see cref="Does"/> says.</summary>
[Part("troublesome", "Predicts a constant, or makes trouble.")]
public sealed record Troublesome : IAlgorithm
{
    static readonly TimeSpan s_hang = TimeSpan.FromSeconds(20);

    /// <summary>For all of them.</summary>
    public static Trouble Does { get; set; }

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context) => new TroublesomeModel(data.Features.Columns.Length);

    public static double Predict()
    {
        if (Does == Trouble.Throws) throw new InvalidOperationException("trouble");
        if (Does == Trouble.Hangs) Thread.Sleep(s_hang);
        return Does == Trouble.GivesNaN ? double.NaN : 7;
    }

    /// <summary>A model of one column, x, that this process can read back.</summary>
    public static FittedPipeline Fit()
    {
        LoadedPlugins.Add(new Plugin("troublesome.dll", new string('0', 64), typeof(Troublesome).Assembly), [typeof(PartCatalog).Assembly]);
        return Recipe.Of(new Troublesome()).Fit(Table.Of(("x", new DoubleColumn([1, 2, 3]))), Target.Regression([1, 2, 3]));
    }
}

[Fitted("troublesome")]
public sealed class TroublesomeModel(int inputs) : IModel, IReadable<TroublesomeModel>
{
    public int Inputs => inputs;

    public int Outputs => 1;

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => output[0] = Troublesome.Predict();

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1) => output.Fill(Troublesome.Predict());

    public void Write(PipelineWriter writer) => writer.Int(inputs);

    public static TroublesomeModel Read(PipelineReader reader, int version) => new(reader.Int());
}
