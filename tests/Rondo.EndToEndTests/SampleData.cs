using System.Globalization;
using System.Text;

namespace Rondo.EndToEndTests;

/// <summary>Small seeded tables.</summary>
static class SampleData
{
    /// <summary>Homes with a price: two numbers, a kind, an age that is missing at times, and a day.</summary>
    public static string Homes(int rows = 600, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("area,rooms,kind,age,sold,price\n");
        for (var i = 0; i < rows; i++)
        {
            var area = 20 + 200 * random.NextDouble();
            var kind = "abc"[random.Next(3)];
            var age = random.Next(100);
            var price = 1000 * area * (kind == 'a' ? 1.5 : 1) - 100 * age + 5000 * random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{area:F2},{(int)(1 + area / 30)},{kind},{(random.Next(10) == 0 ? "" : age.ToString(CultureInfo.InvariantCulture))},{new DateOnly(2020, 1, 1).AddDays(i):yyyy-MM-dd},{price:F2}\n");
        }
        return text.ToString();
    }

    /// <summary>Customers with a label of yes and no.</summary>
    public static string Churn(int rows = 500, int seed = 2)
    {
        var random = new Random(seed);
        var text = new StringBuilder("calls,plan,spend,churned\n");
        for (var i = 0; i < rows; i++)
        {
            var calls = random.Next(20);
            var plan = random.Next(3) switch { 0 => "gold", 1 => "silver", _ => "basic" };
            var spend = 100 * random.NextDouble();
            var churned = calls / 20.0 + (plan == "basic" ? 0.3 : 0) + 0.4 * random.NextDouble() > 0.9;
            text.Append(CultureInfo.InvariantCulture, $"{calls},{plan},{spend:F2},{(churned ? "yes" : "no")}\n");
        }
        return text.ToString();
    }

    /// <summary>A lifecycle file with quick models.</summary>
    /// <param name="prepare">Further lines of the section, indented by two.</param>
    public static string File(string source, string target, string prepare = "", string success = "", int rounds = 40)
    {
        var text = new StringBuilder($"name: sample\ndefine:\n  target: {target}\n");
        if (success.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  success: {success}\n");
        text.Append(CultureInfo.InvariantCulture, $"prepare:\n  source: {source}\n");
        if (prepare.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{prepare.TrimEnd()}\n");
        text.Append("train:\n  models:\n");
        text.Append(CultureInfo.InvariantCulture, $"    - {(target == "price" ? "ridge" : "logistic_regression")}\n");
        text.Append(CultureInfo.InvariantCulture, $"    - gradient_boosting: {{ n_estimators: {rounds}, early_stopping: 0 }}\n");
        return text.ToString();
    }
}
