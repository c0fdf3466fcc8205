using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>
/// The profile likelihood of a power's exponent: how likely the bent values are under the normal distribution that fits them best
/// (Box and Cox 1964, formula 8; Yeo and Johnson 2000, formula 3.2). All is kept in logarithms, so an evaluation costs one exp for each value.
/// </summary>
sealed class PowerLikelihood
{
    private const double LeastVariance = 2.2250738585072014e-308;
    // Nearer to 1 than this a power has lost so many digits to the 1 that the slower function is due.
    private const double SmallReach = 1e-3;

    private readonly double[] _logarithms;
    private readonly bool[] _isLower;
    private readonly bool _isTwoSided;
    private readonly bool _isConstant;
    private readonly double _largest;
    private readonly double _mean;
    private readonly double _slope;
    private readonly double[] _upper;
    private readonly double[] _lower;

    /// <param name="values">Finite, and above 0 for Box-Cox.</param>
    public PowerLikelihood(PowerMethod method, double[] values)
    {
        _logarithms = Array.ConvertAll(values, value => method == PowerMethod.BoxCox ? Functions.Log(value) : Functions.Log1P(Math.Abs(value)));
        _isLower = Array.ConvertAll(values, value => value < 0);
        _isTwoSided = _isLower.Contains(true) && _isLower.Contains(false);
        _slope = Moments.Mean(Array.ConvertAll(values, value => method == PowerMethod.BoxCox ? Functions.Log(value) : Math.CopySign(Functions.Log1P(Math.Abs(value)), value)));
        _mean = Moments.Mean(_logarithms);
        foreach (var logarithm in _logarithms) _largest = Math.Max(_largest, Math.Abs(logarithm));
        var (mean, deviation) = Moments.Of(values);
        _isConstant = NumberMaps.IsNoise(deviation, mean);
        (_upper, _lower) = (new double[values.Length], new double[values.Length]);
    }

    /// <summary>The exponent of the greatest likelihood; 1, which changes nothing, for a column without spread or without such an exponent.</summary>
    public double Maximum(CancellationToken cancellation) =>
        _isConstant ? 1 : BrentMinimum.Find(NegativeLogarithm, -2, 2, cancellation) ?? 1;

    /// <summary>For each value, without what does not depend on the exponent; infinite where the bent values have no finite spread.</summary>
    double NegativeLogarithm(double exponent)
    {
        Bend(exponent, _upper);
        if (_isLower.Contains(true))
        {
            Bend(2 - exponent, _lower);
            for (var i = 0; i < _lower.Length; i++)
                if (_isLower[i]) _upper[i] = -_lower[i];
        }
        var (_, deviation) = Moments.Of(_upper);
        var variance = deviation * deviation;
        if (!double.IsFinite(variance) || variance < LeastVariance) return double.PositiveInfinity;
        return 0.5 * Functions.Log(variance) - (exponent - 1) * _slope;
    }

    /// <summary>The power of every value. Where all lie on one side of 0 and the powers are small, the constant is left out: it has no spread and would cost digits.</summary>
    void Bend(double exponent, double[] bent)
    {
        if (Math.Abs(exponent) * _largest < SmallReach)
        {
            for (var i = 0; i < bent.Length; i++) bent[i] = exponent == 0 ? _logarithms[i] : Functions.ExpM1(exponent * _logarithms[i]) / exponent;
            return;
        }
        for (var i = 0; i < bent.Length; i++) bent[i] = exponent * _logarithms[i];
        Functions.Exp(bent, bent);
        var constant = _isTwoSided || exponent * _mean > -1 ? 1 : 0;
        for (var i = 0; i < bent.Length; i++) bent[i] = (bent[i] - constant) / exponent;
    }
}
