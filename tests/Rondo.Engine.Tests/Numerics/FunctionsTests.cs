using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public class FunctionsTests
{
    [Theory]
    [InlineData("exp", 1)]
    [InlineData("log", 1)]
    [InlineData("log1p", 3)]
    [InlineData("pow", 0.55)]
    [InlineData("sin", 1)]
    [InlineData("cos", 1)]
    [InlineData("sigmoid", 2)]
    public void A_function_is_off_by_few_units_in_the_last_place(string name, double units)
    {
        using var golden = GoldenFile.Read("functions", "functions.json");
        var worst = 0.0;
        foreach (var line in golden.RootElement.GetProperty(name).EnumerateArray())
        {
            var numbers = GoldenFile.Doubles(line);
            var (high, low) = (numbers[^2], numbers[^1]);
            var unit = Math.BitIncrement(Math.Abs(high)) - Math.Abs(high);
            worst = Math.Max(worst, Math.Abs(Apply(name, numbers) - high - low) / unit);
        }
        Assert.InRange(worst, 0.1, units);
    }

    static double Apply(string name, double[] x) => name switch
    {
        "exp" => Functions.Exp(x[0]),
        "log" => Functions.Log(x[0]),
        "log1p" => Functions.Log1P(x[0]),
        "pow" => Functions.Pow(x[0], x[1]),
        "sin" => Functions.Sin(x[0]),
        "cos" => Functions.Cos(x[0]),
        "sigmoid" => Functions.Sigmoid(x[0]),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(0, 3, 0)]
    [InlineData(-0.0, 3, -0.0)]
    [InlineData(-0.0, 2, 0)]
    [InlineData(0, -1, double.PositiveInfinity)]
    [InlineData(-0.0, -1, double.NegativeInfinity)]
    [InlineData(-2, 3, -8)]
    [InlineData(-2, 0.5, double.NaN)]
    [InlineData(-1, double.PositiveInfinity, 1)]
    [InlineData(0.5, double.PositiveInfinity, 0)]
    [InlineData(0.5, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 3, double.NegativeInfinity)]
    [InlineData(double.NegativeInfinity, -2, 0)]
    [InlineData(10, 308, 1e308)]
    [InlineData(10, 309, double.PositiveInfinity)]
    [InlineData(2, -1074, 5e-324)]
    [InlineData(2, -1076, 0)]
    [InlineData(2, 0.5, 1.4142135623730951)]
    [InlineData(5e-324, 0.5, 2.2227587494850775e-162)]
    public void Pow_has_the_special_values_of_ieee_754(double x, double y, double expected) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(Functions.Pow(x, y)));

    [Fact]
    public void Whole_powers_of_whole_numbers_are_exact()
    {
        for (var x = 2; x <= 300; x++)
        {
            var power = 1L;
            for (var y = 1; power <= (1L << 53) / x; y++) Assert.Equal(power *= x, Functions.Pow(x, y));
        }
    }

    [Fact]
    public void Sine_and_cosine_of_no_number_are_nan()
    {
        foreach (var x in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            Assert.Equal((double.NaN, double.NaN), (Functions.Sin(x), Functions.Cos(x)));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(Functions.Sin(-0.0)));
    }

    [Fact]
    public void The_functions_of_spans_give_the_bits_of_the_functions_of_numbers()
    {
        var random = new CounterRandom(7, "spans");
        var x = new double[1003];
        for (var i = 0; i < x.Length; i++) x[i] = (random.Uniform((ulong)i) - 0.5) * (i % 7 == 0 ? 1600 : i % 5 == 0 ? 1e-9 : 40);
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 5e-324, 1e-310, -1e-310, 709.78, 709.79, -745.2, -708.5, -720, double.MaxValue];
        odd.CopyTo(x, 500);
        Same(x, Functions.Exp, (from, to) => Functions.Exp(from, to));
        Same(x, Functions.Log, (from, to) => Functions.Log(from, to));
        Same(x, Functions.Sigmoid, (from, to) => Functions.Sigmoid(from, to));
    }

    [Fact]
    public void The_bits_are_the_same_on_every_processor()
    {
        // FNV-1a over the bits of 7,000 results, found equal on x64 with vector instructions and without.
        var random = new CounterRandom(11, "bits");
        var hash = 0xcbf29ce484222325UL;
        for (var i = 0UL; i < 1000; i++)
        {
            var (x, y) = ((random.Uniform(2 * i) - 0.5) * 100, (random.Uniform(2 * i + 1) - 0.5) * 20);
            double[] results = [Functions.Exp(x), Functions.Log(x + 50), Functions.Pow(x + 50, y), Functions.Sin(x), Functions.Cos(x * 1e10), Functions.Sigmoid(x), Functions.Log1P(x + 50)];
            foreach (var result in results) hash = (hash ^ BitConverter.DoubleToUInt64Bits(result)) * 0x100000001b3UL;
        }
        Assert.Equal("4ed38dbe38376f29", hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
    }

    static void Same(double[] x, Func<double, double> one, Action<double[], double[]> all)
    {
        var results = new double[x.Length];
        all(x, results);
        for (var i = 0; i < x.Length; i++)
            Assert.True(BitConverter.DoubleToInt64Bits(one(x[i])) == BitConverter.DoubleToInt64Bits(results[i]) || double.IsNaN(one(x[i])) && double.IsNaN(results[i]), $"{x[i]:R}: {one(x[i]):R}, {results[i]:R}");
    }
}
