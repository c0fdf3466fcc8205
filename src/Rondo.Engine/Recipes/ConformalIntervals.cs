using System.Collections.Immutable;

namespace Rondo.Engine.Recipes;

/// <summary>
/// Split conformal prediction intervals (Papadopoulos et al. 2002; Lei et al. 2018): the truth lies as far from the prediction
/// as it did in rows that the model had not seen.
/// </summary>
/// <param name="residuals">Absolute out-of-fold errors, in ascending order.</param>
public sealed class ConformalIntervals(ImmutableArray<double> residuals)
{
    public ImmutableArray<double> Residuals { get; } = residuals;

    /// <summary>Half the width of the interval that covers the truth with at least this probability; null when there are too few residuals to promise it.</summary>
    public double? HalfWidth(double level)
    {
        var rank = (int)Math.Ceiling((Residuals.Length + 1) * level);
        return rank <= Residuals.Length ? Residuals[Math.Max(rank, 1) - 1] : null;
    }

    public void Write(PipelineWriter writer) => writer.Doubles(Residuals.AsSpan());

    public static ConformalIntervals Read(PipelineReader reader)
    {
        var residuals = reader.Doubles();
        for (var i = 0; i < residuals.Length; i++)
            if (!(residuals[i] >= (i == 0 ? 0 : residuals[i - 1]))) throw PipelineReader.Damaged("its residuals are not in order");
        return new ConformalIntervals([.. residuals]);
    }
}
