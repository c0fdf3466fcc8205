namespace Rondo.Prepare.Tests.Leakage;

/// <summary>Seeded columns of numbers to make tables from.</summary>
sealed class Draws(int rows, int seed)
{
    private readonly Random _random = new(seed);

    public int Rows => rows;

    public double[] Normal(double mean = 0, double deviation = 1) => Each(_ => mean + deviation * Gauss());

    public double[] Uniform(double low = 0, double high = 1) => Each(_ => low + (high - low) * _random.NextDouble());

    public double[] Whole(int count) => Each(_ => _random.Next(count));

    public double[] Poisson(double mean) => Each(_ =>
    {
        var (limit, product, count) = (Math.Exp(-mean), _random.NextDouble(), 0);
        for (; product > limit; count++) product *= _random.NextDouble();
        return count;
    });

    public double[] Cauchy() => Each(_ => Math.Tan(Math.PI * (_random.NextDouble() - 0.5)));

    public int[] Shuffled()
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        _random.Shuffle(order);
        return order;
    }

    public double[] Each(Func<int, double> value)
    {
        var values = new double[rows];
        for (var i = 0; i < rows; i++) values[i] = value(i);
        return values;
    }

    public double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public double Next() => _random.NextDouble();
}
