using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>A power of one column, and what standardises it then.</summary>
/// <param name="Offset">
/// Added to every power. It is 0, or the reciprocal that takes the constant out of (x^p - 1) / p: far from 0 the constant would swallow
/// all digits of a negative power.
/// </param>
readonly record struct PowerMap(string Name, PowerMethod Method, double Exponent, double Offset, double Mean, double Deviation) : IInvertibleMap
{
    // Nearer to 0 than this an exponent is as good as 0, where the power is a logarithm.
    private const double Zero = 2.220446049250313e-16;

    public double Apply(double value) => (Bend(value) - Mean) / Deviation;

    public double Invert(double value)
    {
        var bent = value * Deviation + Mean;
        if (Method == PowerMethod.BoxCox) return Functions.Exp(LogarithmOf(bent, Exponent, Offset));
        return bent < Offset ? -Functions.ExpM1(LogarithmOf(-bent, 2 - Exponent, -Offset)) : Functions.ExpM1(LogarithmOf(bent, Exponent, Offset));
    }

    public Value Lower(Value value)
    {
        var bent = Method == PowerMethod.BoxCox
            ? (value > 0).Choose(PowerOf(value.Log(), Exponent, Offset), Value.Missing)
            : (value < 0).Choose(-PowerOf((-value).Log1P(), 2 - Exponent, -Offset), PowerOf(value.Log1P(), Exponent, Offset));
        return (bent - Mean) / Deviation;
    }

    double Bend(double value)
    {
        if (Method == PowerMethod.BoxCox) return value > 0 ? PowerOf(Functions.Log(value), Exponent, Offset) : double.NaN;
        return value < 0 ? -PowerOf(Functions.Log1P(-value), 2 - Exponent, -Offset) : PowerOf(Functions.Log1P(value), Exponent, Offset);
    }

    /// <summary>(e^(exponent · l) - 1) / exponent + offset, which goes over into l at exponent 0.</summary>
    static double PowerOf(double l, double exponent, double offset)
    {
        if (Math.Abs(exponent) < Zero) return l + offset;
        return offset == 1 / exponent ? Functions.Exp(exponent * l) / exponent : Functions.ExpM1(exponent * l) / exponent + offset;
    }

    static Value PowerOf(Value l, double exponent, double offset)
    {
        if (Math.Abs(exponent) < Zero) return l + offset;
        return offset == 1 / exponent ? (exponent * l).Exp() / exponent : (exponent * l).ExpM1() / exponent + offset;
    }

    /// <summary>The logarithm that a power came from; not a number beyond the power's reach.</summary>
    static double LogarithmOf(double power, double exponent, double offset)
    {
        if (Math.Abs(exponent) < Zero) return power - offset;
        return (offset == 1 / exponent ? Functions.Log(exponent * power) : Functions.Log1P(exponent * (power - offset))) / exponent;
    }
}
