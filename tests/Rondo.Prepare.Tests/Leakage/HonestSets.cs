using System.Globalization;

namespace Rondo.Prepare.Tests.Leakage;

/// <summary>Fourteen kinds of honest data, in which nothing leaks, each from any seed.</summary>
static class HonestSets
{
    public static readonly IReadOnlyDictionary<string, Func<int, LeakTable>> All = new Dictionary<string, Func<int, LeakTable>>
    {
        ["strong linear signal"] = seed =>
        {
            var d = new Draws(2000, seed);
            var (a, b, c) = (d.Normal(), d.Normal(5, 2), d.Uniform(0, 10));
            return new LeakTable().Number("a", a).Number("b", b).Number("c", c).Predict(d.Each(i => 3 * a[i] - 2 * b[i] + c[i] + 0.5 * d.Gauss()));
        },
        ["interactions"] = seed =>
        {
            var d = new Draws(2000, seed);
            var (a, b, c) = (d.Normal(), d.Normal(), d.Normal());
            return new LeakTable().Number("a", a).Number("b", b).Number("c", c).Predict(i => a[i] * b[i] + 0.3 * c[i] + 0.2 * d.Gauss() > 0 ? 1 : 0, d.Rows, "no", "yes");
        },
        ["rare classes"] = seed =>
        {
            var d = new Draws(5000, seed);
            var (a, b, flag) = (d.Normal(), d.Normal(), d.Poisson(0.02));
            return new LeakTable().Number("a", a).Number("b", b).Integer("flag", flag).Predict(i => 2 * a[i] + b[i] + 2 * flag[i] + d.Gauss() > 5.5 ? 1 : 0, d.Rows, "no", "yes");
        },
        ["many categories"] = seed =>
        {
            var d = new Draws(3000, seed);
            var (city, kind, size) = (d.Whole(200), d.Whole(12), d.Normal());
            var effect = new Draws(200, seed + 1).Normal();
            return new LeakTable().Text("city", i => $"city {city[i]}", d.Rows).Text("kind", i => $"k{kind[i]}", d.Rows).Number("size", size)
                .Predict(d.Each(i => effect[(int)city[i]] + 0.2 * kind[i] + size[i] + d.Gauss()));
        },
        ["time series with trend"] = seed =>
        {
            var d = new Draws(1500, seed);
            var level = 0.0;
            var y = d.Each(i => (level = 0.9 * level + d.Gauss()) + 0.02 * i + 3 * Math.Sin(i * 2 * Math.PI / 365));
            return new LeakTable { Time = "day" }.Date("day", d.Each(i => 18_000 + i)).Number("yesterday", d.Each(i => i == 0 ? double.NaN : y[i - 1])).Number("noise", d.Normal())
                .Number("last_week", d.Each(i => i < 7 ? double.NaN : Enumerable.Range(i - 7, 7).Average(j => y[j]))).Predict(y);
        },
        ["random walk without a time"] = seed =>
        {
            var d = new Draws(3000, seed);
            var level = 100.0;
            var y = d.Each(_ => level += d.Gauss());
            return new LeakTable().Number("before", d.Each(i => i == 0 ? double.NaN : y[i - 1])).Number("volume", d.Uniform()).Predict(y);
        },
        ["groups with effects, split by group"] = seed =>
        {
            var d = new Draws(3000, seed);
            var patient = d.Whole(150);
            var (effect, age) = (new Draws(150, seed + 1).Normal(0, 2), new Draws(150, seed + 2).Uniform(20, 90));
            return new LeakTable { Group = "patient_id" }.Integer("patient_id", patient).Number("age", d.Each(i => age[(int)patient[i]])).Number("pulse", d.Normal(70, 10))
                .Predict(i => effect[(int)patient[i]] + 0.05 * (age[(int)patient[i]] - 55) + d.Gauss() > 0.5 ? 1 : 0, d.Rows, "no", "yes");
        },
        ["aggregates of earlier rows"] = seed =>
        {
            var d = new Draws(4000, seed);
            var user = d.Whole(200);
            var rate = new Draws(200, seed + 1).Uniform(0.02, 0.4);
            var y = d.Each(i => d.Next() < rate[(int)user[i]] ? 1 : 0);
            var (sum, count) = (new double[200], new double[200]);
            var (before, mean) = (new double[d.Rows], new double[d.Rows]);
            for (var i = 0; i < d.Rows; i++)
            {
                var u = (int)user[i];
                (before[i], mean[i]) = (sum[u], count[u] == 0 ? double.NaN : sum[u] / count[u]);
                (sum[u], count[u]) = (sum[u] + y[i], count[u] + 1);
            }
            return new LeakTable { Time = "sent" }.Date("sent", d.Each(i => 18_000 + i / 10)).Integer("user_id", user).NoFeature("user_id")
                .Integer("unsubscribes_before", before).Number("rate_before", mean).Predict(i => (int)y[i], d.Rows, "no", "yes");
        },
        ["few rows"] = seed =>
        {
            var d = new Draws(60, seed);
            var (a, b) = (d.Normal(), d.Normal());
            return new LeakTable().Number("a", a).Number("b", b).Text("kind", i => i % 3 == 0 ? "u" : "v", d.Rows).Predict(i => a[i] + 0.5 * d.Gauss() > 0 ? 1 : 0, d.Rows, "no", "yes");
        },
        ["more columns than rows"] = seed =>
        {
            var d = new Draws(80, seed);
            var table = new LeakTable();
            double[][] columns = [.. Enumerable.Range(0, 400).Select(_ => d.Normal())];
            for (var j = 0; j < columns.Length; j++) table.Number($"x{j}", columns[j]);
            return table.Predict(d.Each(i => columns[0][i] + columns[1][i] - columns[2][i] + 0.5 * d.Gauss()));
        },
        ["random identifiers"] = seed =>
        {
            var d = new Draws(1500, seed);
            var (order, a) = (d.Shuffled(), d.Normal());
            return new LeakTable().Integer("customer_id", d.Each(i => 10_000 + order[i])).Text("code", i => $"C{order[d.Rows - 1 - i]:D6}", d.Rows).NoFeature("customer_id")
                .Number("a", a).Predict(i => a[i] + d.Gauss() > 0 ? 1 : 0, d.Rows, "no", "yes");
        },
        ["whole-number codes"] = seed =>
        {
            var d = new Draws(2000, seed);
            var (region, grade, shop) = (d.Whole(8), d.Whole(5), d.Whole(40));
            return new LeakTable().Integer("region", region).Integer("grade", grade).Integer("shop_id", shop)
                .Predict(i => (int)Math.Clamp(Math.Round(grade[i] / 2 + (region[i] % 3 - 1) * 0.3 + 0.5 * d.Gauss()), 0, 2), d.Rows, "low", "middle", "high");
        },
        ["dates"] = seed =>
        {
            var d = new Draws(2000, seed);
            var (joined, age) = (d.Whole(1500), d.Uniform(18, 80));
            return new LeakTable { Time = "seen" }.Date("seen", d.Each(i => 19_600 + i / 10)).Date("joined", d.Each(i => 18_000 + joined[i])).Number("age", age)
                .Predict(d.Each(i => 0.01 * (1600 + i / 10 - joined[i]) + 0.1 * age[i] + 2 * d.Gauss()));
        },
        ["sparse counts and heavy tails"] = seed =>
        {
            var d = new Draws(3000, seed);
            var table = new LeakTable();
            double[][] words = [.. Enumerable.Range(0, 40).Select(j => d.Poisson(0.05))];
            for (var j = 0; j < words.Length; j++) table.Integer(string.Create(CultureInfo.InvariantCulture, $"w{j}"), words[j]);
            var (income, tail) = (d.Each(_ => Math.Exp(2 * d.Gauss())), d.Cauchy());
            return table.Number("income", income).Number("tail", tail).Predict(d.Each(i => income[i] + 2 * words[0][i] + 0.1 * tail[i] + Math.Exp(1.5 * d.Gauss())));
        },
    };
}
