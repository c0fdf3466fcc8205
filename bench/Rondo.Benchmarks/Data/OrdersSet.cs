using System.Globalization;
using System.Text;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Data;

/// <summary>A made table like those of shops: 50 columns of ids, times, prices, measures, flags, codes and categories, with missing values.</summary>
static class OrdersSet
{
    public const int Columns = 50;

    /// <param name="path">The CSV file to write.</param>
    /// <param name="rows">How many rows; the first ones do not depend on it.</param>
    /// <param name="seed">Of everything random.</param>
    public static void Write(string path, int rows, ulong seed)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.Write("order_id,customer,created,day,country,status");
        for (var j = 6; j < Columns; j++) file.Write(string.Create(CultureInfo.InvariantCulture, $",{Kinds[j % Kinds.Length]}_{j}"));
        file.Write('\n');
        var line = new StringBuilder();
        var random = new Draws(new CounterRandom(seed, "orders"));
        for (var row = 0; row < rows; row++)
        {
            line.Clear();
            Head(line, row, random);
            for (var j = 6; j < Columns; j++) Append(line.Append(','), Kinds[j % Kinds.Length], random);
            file.Write(line.Append('\n'));
        }
    }

    private static readonly string[] Kinds = ["price", "count", "measure", "flag", "category", "ratio", "rating"];

    static void Head(StringBuilder line, int row, Draws random)
    {
        var seconds = row * 31L + random.Below(30);
        var time = new DateTime(2019, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(seconds);
        line.Append(CultureInfo.InvariantCulture, $"{1_000_000 + row},C{random.Below(200_000):D6},{time:yyyy-MM-dd HH:mm:ss},{time.AddDays(random.Below(30)):yyyy-MM-dd},");
        line.Append(Countries[random.Below(Countries.Length)]).Append(',').Append(States[Math.Min(random.Below(4), random.Below(4))]);
    }

    static void Append(StringBuilder line, string kind, Draws random)
    {
        if (random.Below(20) == 0) return;
        var u = random.Uniform();
        switch (kind)
        {
            case "price":
                line.Append(CultureInfo.InvariantCulture, $"{Math.Round(5 + (200 * u * u), 2)}");
                break;
            case "count":
                line.Append(CultureInfo.InvariantCulture, $"{(int)(40 * u * u * u)}");
                break;
            case "measure":
                line.Append(CultureInfo.InvariantCulture, $"{Math.Round(100 * (u - 0.5) * random.Uniform(), 4)}");
                break;
            case "flag":
                line.Append(u < 0.3 ? "true" : "false");
                break;
            case "category":
                line.Append(CultureInfo.InvariantCulture, $"group {(int)(60 * u * u)}");
                break;
            case "ratio":
                line.Append(CultureInfo.InvariantCulture, $"{u}");
                break;
            default:
                line.Append(CultureInfo.InvariantCulture, $"{1 + (int)(5 * u)}");
                break;
        }
    }

    private static readonly string[] Countries = ["DE", "FR", "US", "UK", "NL", "PL", "IT", "ES", "SE", "JP", "BR", "IN"];
    private static readonly string[] States = ["delivered", "shipped", "open", "returned"];

    sealed class Draws(CounterRandom random)
    {
        private ulong _next;

        public double Uniform() => random.Uniform(_next++);

        public int Below(int bound) => random.Below(_next++, bound);
    }
}
