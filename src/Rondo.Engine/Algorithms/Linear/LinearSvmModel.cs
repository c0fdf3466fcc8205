using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>The margins of a linear support vector machine, and the logistic regression that makes probabilities of them.</summary>
[Fitted("linear_svm")]
public sealed class LinearSvmModel : IAdditiveModel, IReadable<LinearSvmModel>
{
    private readonly LinearModel _calibration;
    // Both steps are linear up to the probabilities, so one linear model does the work of two.
    private readonly LinearModel _model;

    internal LinearSvmModel(LinearModel margins, LinearModel calibration)
    {
        Margins = margins;
        _calibration = calibration;
        _model = calibration.After(margins);
    }

    /// <summary>The signed distances as linear scores: of the last class when two were there, else of each class against the rest.</summary>
    public LinearModel Margins { get; }

    public int Inputs => _model.Inputs;

    public int Outputs => _model.Outputs;

    public int Scores => _model.Scores;

    public bool ScoresAreProbabilities => false;

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => _model.Predict(row, output);

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1) => _model.Predict(rows, output, threads);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions) => _model.Explain(row, contributions);

    public Value Lower(IReadOnlyList<Value> features) => _model.Lower(features);

    public void Write(PipelineWriter writer)
    {
        writer.Fitted(Margins);
        writer.Fitted(_calibration);
    }

    public static LinearSvmModel Read(PipelineReader reader, int version)
    {
        var (margins, calibration) = (reader.Fitted<LinearModel>(), reader.Fitted<LinearModel>());
        if (calibration.Inputs != margins.Scores || calibration.Coefficients().Length != margins.Scores || calibration.Outputs < 2)
            throw PipelineReader.Damaged("a support vector machine's sizes contradict each other");
        if (margins.Intercepts.IndexOf(double.NegativeInfinity) >= 0) throw PipelineReader.Damaged("a margin is not a number");
        return new LinearSvmModel(margins, calibration);
    }

    /// <summary>Margins taken as log-odds, for sets too small to hold rows out.</summary>
    internal static LinearModel Uncalibrated(Target target, int[] scores, IReadOnlyList<Feature> margins)
    {
        if (target.Task == TaskKind.Binary) return new LinearModel(target.Task, 2, margins, [1], [0], [0], 0, true);
        var (outputs, inputs) = (target.Outputs, scores.Length);
        var coefficients = new double[outputs * inputs];
        var intercepts = new double[outputs];
        Array.Fill(intercepts, double.NegativeInfinity);
        foreach (var k in target.Values) intercepts[(int)k] = 0;
        for (var s = 0; s < inputs; s++) coefficients[scores[s] * inputs + s] = 1;
        return new LinearModel(target.Task, outputs, margins, coefficients, intercepts, new double[outputs * inputs], 0, true);
    }
}
