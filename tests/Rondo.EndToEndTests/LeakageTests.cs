using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>Data with one leak each: the run ends with 5 before any training, and names the column, the evidence and the fix.</summary>
public sealed class LeakageTests
{
    public static TheoryData<string, string, string?> Leaks => new()
    {
        { "a copy of the target", "target_copy", "status" },
        { "the target with noise", "target_proxy", "score" },
        { "a column after the event", "filled_by_target", "cancel_date" },
        { "an identifier by the target", "id_predicts_target", "customer_id" },
        { "copies of training rows", "duplicates_across_split", null },
        { "the number of unsubscribes", "label_aggregate", "number_of_unsubscribes" },
        { "a scaler before the split", "scaled_before_split", "income" },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void A_leak_ends_the_run_with_5_and_is_named(string leak, string code, string? column)
    {
        using var rondo = new RondoProcess();
        rondo.Write("customers.csv", Customers(leak));

        var ended = rondo.Run("run", "customers.csv", "--target", "churned", "--output", "json");

        Assert.True(ended.Code == 5, ended.ToString());
        var error = ended.Json.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        if (column is not null) Assert.Equal(column, error.GetProperty("field").GetString());
        Assert.Matches("[0-9]", error.GetProperty("message").GetString()!);
        Assert.Contains('`', error.GetProperty("hint").GetString()!);
    }

    [Fact]
    public void Without_a_leak_the_same_customers_are_learnt()
    {
        using var rondo = new RondoProcess();
        rondo.Write("customers.csv", Customers("none"));
        rondo.Write("rondo.yaml", SampleData.File("customers.csv", "churned"));

        var ended = rondo.Run("run", "--output", "json");

        Assert.True(ended.Code is 0 or 3, ended.ToString());
        var report = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(ended.Json.GetProperty("report").GetString()!, ".json"))).RootElement;
        Assert.Empty(report.GetProperty("leakage").GetProperty("findings").EnumerateArray());
        Assert.True(report.GetProperty("leakage").GetProperty("tests").GetArrayLength() >= 12);
    }

    [Fact]
    public void A_leak_that_is_allowed_or_a_warning_is_in_the_report()
    {
        using var rondo = new RondoProcess();
        rondo.Write("customers.csv", Customers("a copy of the target"));
        foreach (var (word, allowed) in ((string, bool)[])[("warn", false), ("{ allow: [status] }", true)])
        {
            rondo.Write("rondo.yaml", SampleData.File("customers.csv", "churned", $"  leakage: {word}"));
            var ended = rondo.Run("run", "--output", "json");

            Assert.True(ended.Code is 0 or 3, ended.ToString());
            var page = ended.Json.GetProperty("report").GetString()!;
            var finding = Assert.Single(JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(page, ".json"))).RootElement.GetProperty("leakage").GetProperty("findings").EnumerateArray());
            Assert.Equal((allowed, "target_copy"), (finding.GetProperty("allowed").GetBoolean(), finding.GetProperty("code").GetString()));
            Assert.Equal(!allowed, ended.Json.GetProperty("alerts").EnumerateArray().Any(a => a.GetProperty("code").GetString() == "target_copy"));
            Assert.Contains("id=\"leakage\"", File.ReadAllText(page), StringComparison.Ordinal);
        }
    }

    /// <summary>Mails to customers, of whom some leave; one more column, or one thing done to the rows, gives it away.</summary>
    static string Customers(string leak)
    {
        const int rows = 1200;
        var random = new Random(3);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var people = Enumerable.Range(0, rows).Select(_ => (User: random.Next(150), Calls: random.Next(20), Income: 40 + 12 * Normal())).ToArray();
        var left = Array.ConvertAll(people, p => p.Calls / 20.0 + Normal() / 2 > 1.05 ? 1 : 0);
        var count = people.Zip(left).GroupBy(p => p.First.User).ToDictionary(g => g.Key, g => g.Sum(p => p.Second));
        var mean = people.Average(p => p.Income);
        var deviation = Math.Sqrt(people.Average(p => (p.Income - mean) * (p.Income - mean)));
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle(order);
        var (first, last) = (0, rows);
        var lines = order.Select(i => string.Create(CultureInfo.InvariantCulture, $"u{people[i].User:D3},{people[i].Calls},{(leak == "a scaler before the split" ? (people[i].Income - mean) / deviation : people[i].Income):R},{leak switch
        {
            "a copy of the target" => left[i] == 1 ? "gone" : "here",
            "the target with noise" => left[i] + 0.05 * Normal(),
            "a column after the event" => left[i] == 1 && random.Next(10) > 0 ? $"2024-0{random.Next(1, 9)}-1{random.Next(10)}" : "",
            "an identifier by the target" => 10_000 + (left[i] == 1 && random.Next(20) > 0 ? first++ : last--),
            "the number of unsubscribes" => count[people[i].User],
            _ => random.Next(5),
        }},{(left[i] == 1 ? "yes" : "no")}")).ToArray();
        var name = Leaks.Select(l => l.Data).Where(l => l.Item1 == leak && leak != "a scaler before the split").Select(l => l.Item3).FirstOrDefault() ?? "region";
        var text = new StringBuilder($"user,calls,income,{name},churned\n");
        foreach (var line in leak == "copies of training rows" ? lines.Concat(lines.Take(100)) : lines) text.Append(line).Append('\n');
        return text.ToString();
    }
}
