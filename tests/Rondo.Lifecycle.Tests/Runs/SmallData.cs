using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Tests.Runs;

/// <summary>A seeded table with a column for every kind of task.</summary>
static class SmallData
{
    public const string Columns = "id,area,rooms,kind,zone,sold,part,price,late,grade";

    public static string Homes(int rows = 240)
    {
        var random = new Random(5);
        var text = new StringBuilder(Columns + "\n");
        for (var i = 0; i < rows; i++)
        {
            var area = 20 + 200 * random.NextDouble();
            var kind = "abc"[random.Next(3)];
            var rooms = random.Next(10) == 0 ? "" : ((int)(1 + area / 30)).ToString(CultureInfo.InvariantCulture);
            var price = 1000 * area * (kind == 'a' ? 1.5 : 1) + 5000 * random.NextDouble();
            var late = area + 40 * random.NextDouble() > 150 ? "yes" : "no";
            var grade = price > 180_000 ? "high" : price > 90_000 ? "mid" : "low";
            text.Append(CultureInfo.InvariantCulture, $"h{i:D4},{area:F2},{rooms},{kind},z{i % 12},{new DateOnly(2020, 1, 1).AddDays(i):yyyy-MM-dd},{(i % 5 == 0 ? "test" : "train")},{price:F2},{late},{grade}\n");
        }
        return text.ToString();
    }
}
