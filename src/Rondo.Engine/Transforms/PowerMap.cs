using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>A power of one column, and what standardises it then.</summary>
readonly record struct PowerMap(string Name, PowerMethod Method, double Exponent, double Mean, double Deviation) : IInvertibleMap
{
    // Nearer to 0 than this an exponent is as good as 0, where the power is a logarithm.
    private const double Zero = 2.220446049250313e-16;

    public double Apply(double value) => (Bend(value) - Mean) / Deviation;

    public double Invert(double value)
    {
        var bent = value * Deviation + Mean;
        if (Method == PowerMethod.BoxCox) return Functions.Exp(Unpower(bent, Exponent));
        return bent < 0 ? -Functions.ExpM1(Unpower(-bent, 2 - Exponent)) : Functions.ExpM1(Unpower(bent, Exponent));
    }

    double Bend(double value)
    {
        if (Method == PowerMethod.BoxCox) return value > 0 ? OfLogarithm(Functions.Log(value), Exponent) : double.NaN;
        return value < 0 ? -OfLogarithm(Functions.Log1P(-value), 2 - Exponent) : OfLogarithm(Functions.Log1P(value), Exponent);
    }

    /// <summary>(e^(exponent · l) - 1) / exponent, which goes over into l at exponent 0.</summary>
    static double OfLogarithm(double l, double exponent) => Math.Abs(exponent) < Zero ? l : Functions.ExpM1(exponent * l) / exponent;

    /// <summary>The logarithm that a power came from; not a number beyond the power's reach.</summary>
    static double Unpower(double power, double exponent) => Math.Abs(exponent) < Zero ? power : Functions.Log1P(exponent * power) / exponent;
}
