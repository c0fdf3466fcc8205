using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Calibration;

/// <summary>
/// A logistic curve over the log-odds (Platt 1999), fitted as Lin, Lin and Weng (2007) describe; several classes one against the rest.
/// Over log-odds, and not over the probabilities, because then the curve of an honest model is the one that changes nothing.
/// </summary>
[Part("sigmoid", "Calibrates probabilities by a logistic curve of their log-odds; for few rows.")]
public sealed record Sigmoid : ICalibration
{
    public IFittedCalibration Fit(Scored outOfFold) => new FittedSigmoid([.. OneAgainstRest.Fit(outOfFold, LogisticCurve.Fit)]);
}

[Fitted("sigmoid")]
sealed class FittedSigmoid(ImmutableArray<LogisticCurve> curves) : IFittedCalibration, IReadable<FittedSigmoid>
{
    public int Outputs => OneAgainstRest.Outputs(curves.Length);

    public void Apply(Span<double> probabilities, int outputs) => OneAgainstRest.Apply(probabilities, outputs, curves.Length, (k, p) => curves[k].At(p));

    public Value Lower(Value probabilities) => OneAgainstRest.Lower(probabilities, curves.Length, (k, p) => curves[k].At(p));

    public void Write(PipelineWriter writer)
    {
        writer.Int(curves.Length);
        foreach (var curve in curves)
        {
            writer.Double(curve.Slope);
            writer.Double(curve.Offset);
        }
    }

    public static FittedSigmoid Read(PipelineReader reader, int version)
    {
        var curves = new LogisticCurve[reader.Length(16)];
        if (curves.Length == 0) throw PipelineReader.Damaged("its calibration has no curve");
        for (var k = 0; k < curves.Length; k++)
        {
            curves[k] = new LogisticCurve(reader.Double(), reader.Double());
            if (!double.IsFinite(curves[k].Slope) || !double.IsFinite(curves[k].Offset)) throw PipelineReader.Damaged("its calibration is not a number");
        }
        return new FittedSigmoid([.. curves]);
    }
}
