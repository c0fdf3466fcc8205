using System.Text.Json;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public class NormalFunctionsTests
{
    static readonly JsonElement s_reference = GoldenFile.Read("scalers", "reference.json").RootElement;

    [Fact]
    public void Probabilities_and_quantiles_equal_those_of_scipy()
    {
        var normal = s_reference.GetProperty("normal");
        AssertClose(normal, "points", "cdf", Functions.NormalCdf, 1e-12);
        AssertClose(normal, "shares", "ppf", Functions.NormalQuantile, 1e-13);
    }

    [Fact]
    public void The_exponential_minus_one_keeps_its_digits_near_zero()
    {
        AssertClose(s_reference.GetProperty("expm1"), "points", "values", Functions.ExpM1, 1e-15);
        Assert.Equal(double.PositiveInfinity, Functions.ExpM1(1000));
        Assert.Equal(double.NaN, Functions.ExpM1(double.NaN));
    }

    [Fact]
    public void Ends_are_infinite_and_what_is_no_probability_has_no_quantile()
    {
        Assert.Equal(double.NegativeInfinity, Functions.NormalQuantile(0));
        Assert.Equal(double.PositiveInfinity, Functions.NormalQuantile(1));
        Assert.Equal(double.NaN, Functions.NormalQuantile(1.1));
        Assert.Equal((0, 1), (Functions.NormalCdf(double.NegativeInfinity), Functions.NormalCdf(double.PositiveInfinity)));
    }

    static void AssertClose(JsonElement table, string from, string to, Func<double, double> function, double tolerance)
    {
        var (points, expected) = (GoldenFile.Doubles(table.GetProperty(from)), GoldenFile.Doubles(table.GetProperty(to)));
        for (var i = 0; i < points.Length; i++)
            Assert.True(Math.Abs(function(points[i]) - expected[i]) <= tolerance * Math.Abs(expected[i]), FormattableString.Invariant($"{points[i]}: {function(points[i])} is not {expected[i]}."));
    }
}
