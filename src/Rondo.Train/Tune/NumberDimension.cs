using System.Globalization;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>A range of numbers, both ends included. Whole numbers have equal shares of the (logarithmic) scale from half below to half above.</summary>
public sealed record NumberDimension(string Name, double Low, double High, bool IsLog = false, bool IsWhole = false) : Dimension(Name)
{
    public override object Written =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsLog ? IsWhole ? "logint" : "loguniform" : IsWhole ? "int" : "uniform")}({Low:R}, {High:R})");

    public override long? Levels => IsWhole ? (long)(High - Low) + 1 : Low == High ? 1 : null;

    public override object? At(double unit)
    {
        var (low, high) = (Scaled(Start), Scaled(End));
        var scaled = low + unit * (high - low);
        var value = Math.Clamp(IsLog ? Functions.Exp(scaled) : scaled, Low, High);
        return IsWhole ? (object)(long)Math.Clamp(Math.Floor(value + 0.5), Low, High) : value;
    }

    public override double UnitOf(object? value)
    {
        if (value is not (int or long or double)) return 0.5;
        var number = Math.Clamp(Convert.ToDouble(value, CultureInfo.InvariantCulture), Low, High);
        var (low, high) = (Scaled(Start), Scaled(End));
        return low == high ? 0.5 : Math.Clamp((Scaled(number) - low) / (high - low), 0, 1);
    }

    double Start => IsWhole ? Low - 0.5 : Low;

    double End => IsWhole ? High + 0.5 : High;

    double Scaled(double value) => IsLog ? Functions.Log(value) : value;
}
