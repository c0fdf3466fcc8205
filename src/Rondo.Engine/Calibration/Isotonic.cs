using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Calibration;

/// <summary>
/// The rising step function of least squared error (Zadrozny and Elkan 2002), joined by lines as scikit-learn's
/// IsotonicRegression does. Takes any shape, and needs about a thousand rows for it; several classes one against the rest.
/// </summary>
[Part("isotonic", "Calibrates probabilities by a rising curve of any shape; for a thousand rows and more.")]
public sealed record Isotonic : ICalibration
{
    public IFittedCalibration Fit(Scored outOfFold) => new FittedIsotonic([.. OneAgainstRest.Fit(outOfFold, RisingCurve.Fit)]);
}

[Fitted("isotonic")]
sealed class FittedIsotonic(ImmutableArray<RisingCurve> curves) : IFittedCalibration, IReadable<FittedIsotonic>
{
    public int Outputs => OneAgainstRest.Outputs(curves.Length);

    public void Apply(Span<double> probabilities, int outputs) => OneAgainstRest.Apply(probabilities, outputs, curves.Length, (k, p) => curves[k].At(p));

    public Value Lower(Value probabilities) => OneAgainstRest.Lower(probabilities, curves.Length, (k, p) => curves[k].At(p));

    public void Write(PipelineWriter writer)
    {
        writer.Int(curves.Length);
        foreach (var curve in curves)
        {
            writer.Doubles(curve.X.AsSpan());
            writer.Doubles(curve.Y.AsSpan());
        }
    }

    public static FittedIsotonic Read(PipelineReader reader, int version)
    {
        var curves = new RisingCurve[reader.Length(8)];
        if (curves.Length == 0) throw PipelineReader.Damaged("its calibration has no curve");
        for (var k = 0; k < curves.Length; k++)
        {
            var curve = curves[k] = new RisingCurve([.. reader.Doubles()], [.. reader.Doubles()]);
            if (!curve.IsRising) throw PipelineReader.Damaged("its calibration does not rise");
        }
        return new FittedIsotonic([.. curves]);
    }
}
