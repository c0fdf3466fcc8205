using System.Globalization;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Runs;

/// <summary>From a lifecycle file and its data to findings, without any training.</summary>
public sealed class LeakageCheckTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-leakage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("california_housing.csv", "median_house_value", "")]
    [InlineData("titanic.csv", "Survived", "")]
    [InlineData("iris.csv", "species", "")]
    [InlineData("penguins.csv", "species", "")]
    [InlineData("bike_sharing_hour.csv", "cnt", "  drop: [casual, registered]\n")]
    [InlineData("bike_sharing_hour.csv", "cnt", "  drop: [casual, registered]\n  time: dteday\n")]
    public void Real_data_raise_no_false_alarm(string set, string target, string prepare)
    {
        var report = Check(DataSet(set), target, prepare);

        output.WriteLine($"{set}: {string.Join("\n", report.Findings.Select(f => $"{f.Severity} {f.Code} {f.Message}"))}");
        Assert.DoesNotContain(report.Findings, f => f.Severity == "error");
    }

    [Fact]
    public void Texts_that_people_sent_twice_raise_no_false_alarm()
    {
        var lines = File.ReadAllLines(DataSet("sms_spam.tsv")).Select(l => l.Split('\t', 2));
        var text = new StringBuilder("kind,message,length\n");
        foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"{line[0]},\"{line[1].Replace("\"", "\"\"", StringComparison.Ordinal)}\",{line[1].Length}\n");

        Assert.DoesNotContain(Check(Write("sms.csv", text.ToString()), "kind").Findings, f => f.Severity == "error");
        Assert.DoesNotContain(Check(Write("sms.csv", text.ToString()), "kind", "  features: { encode: { message: hashing } }\n").Findings, f => f.Severity == "error");
    }

    [Fact]
    public void Bike_sharing_has_exactly_the_leak_of_its_two_parts()
    {
        var mistake = Assert.Single(Leaks(DataSet("bike_sharing_hour.csv"), "cnt"));

        Assert.Equal(("target_from_columns", Blame.Leakage, "casual"), (mistake.Code, mistake.Blame, mistake.Field));
        Assert.Contains("cnt = casual + registered in all", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("`prepare.drop: [casual, registered]`", mistake.Hint, StringComparison.Ordinal);
    }

    /// <summary>E-mails to users, each with the number of unsubscribes of its user over all e-mails, the later ones too.</summary>
    [Fact]
    public void The_number_of_unsubscribes_of_a_user_is_refused()
    {
        var mistake = Assert.Single(Leaks(Write("emails.csv", Emails()), "unsubscribed", "  drop: [user_id]\n"));

        Assert.Equal(("label_aggregate", "number_of_unsubscribes"), (mistake.Code, mistake.Field));
        Assert.Contains("per 'user_id'", mistake.Message, StringComparison.Ordinal);
        Assert.EndsWith("rondo.yaml", mistake.File, StringComparison.Ordinal);
        var honest = Check(Write("emails.csv", Emails()), "unsubscribed", "  drop: [user_id, number_of_unsubscribes]\n  time: sent\n");
        Assert.DoesNotContain(honest.Findings, f => f.Severity == "error");
    }

    [Fact]
    public void What_the_file_allows_is_reported_and_ends_nothing()
    {
        var report = Check(Write("emails.csv", Emails()), "unsubscribed", "  drop: [user_id]\n  leakage: { allow: [number_of_unsubscribes] }\n");

        var finding = Assert.Single(report.Findings, f => f.Severity == "error");
        Assert.True(finding.Allowed);
        Assert.Contains(report.Tests, t => t.Name == "label_aggregate");
    }

    [Fact]
    public void A_warning_is_an_alert_and_off_looks_at_nothing()
    {
        var path = Write("emails.csv", Emails());

        var warned = Checked(path, "unsubscribed", "  drop: [user_id]\n  leakage: warn\n");
        Assert.Contains(warned.Alerts, a => a is { Code: "label_aggregate", Column: "number_of_unsubscribes" });
        Assert.Null(Checked(path, "unsubscribed", "  drop: [user_id]\n  leakage: off\n").Leakage);
    }

    [Fact]
    public void Every_leak_is_told_at_once_with_its_place_in_the_file()
    {
        var random = new Random(5);
        var text = new StringBuilder("a,delay,arrival,copy,late_by\n");
        for (var i = 0; i < 800; i++)
        {
            var delay = random.Next(-10, 40);
            text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble():F4},{delay},{delay + random.Next(-3, 4)},{(delay >= 15 ? "L" : "P")},{random.Next(9)}\n");
        }
        Write("rondo.yaml", "define:\n  target: { late: delay >= 15 }\nprepare:\n  source: flights.csv\n  features:\n    derive:\n      twice: arrival + a\n      worse: delay * 2\n");

        var mistakes = Assert.Throws<RondoException>(() => Run(Write("flights.csv", text.ToString()))).Mistakes;

        Assert.Equal(["copy", "worse"], mistakes.Where(m => m.Code is "target_copy" or "target_source_in_feature").Select(m => m.Field).Order());
        var derived = mistakes.First(m => m.Code == "target_source_in_feature");
        Assert.Equal(8, derived.Line);
        Assert.Contains("reads 'delay'", derived.Message, StringComparison.Ordinal);
        Assert.All(mistakes, m => Assert.Equal(Blame.Leakage, m.Blame));
    }

    [Fact]
    public void Rows_of_one_entity_stay_on_one_side()
    {
        var text = new StringBuilder("patient_id,pulse,ill\n");
        var random = new Random(6);
        for (var i = 0; i < 1200; i++) text.Append(CultureInfo.InvariantCulture, $"{i % 200},{random.Next(50, 100)},{((i % 200) % 3 == 0 ? "yes" : "no")}\n");
        var path = Write("patients.csv", text.ToString());

        Assert.Contains(Leaks(path, "ill"), m => m is { Code: "entity_in_both_parts", Field: "patient_id" });
        var data = Checked(path, "ill", "  entity: patient_id\n");
        Assert.Empty(data.Train.Select(r => data.Groups![r]).Intersect(data.Test.Select(r => data.Groups![r])));
        Assert.DoesNotContain(data.Leakage!.Findings, f => f.Severity == "error");
    }

    static string Emails()
    {
        var random = new Random(4);
        var rate = Enumerable.Range(0, 300).Select(_ => 0.01 + 0.15 * random.NextDouble()).ToArray();
        var rows = Enumerable.Range(0, 5000).Select(i => (User: random.Next(300), Hour: random.Next(24), Length: random.Next(50, 4000))).ToArray();
        var label = Array.ConvertAll(rows, r => random.NextDouble() < rate[r.User] ? 1 : 0);
        var counts = new int[300];
        for (var i = 0; i < rows.Length; i++) counts[rows[i].User] += label[i];
        var text = new StringBuilder("user_id,sent,hour,length,number_of_unsubscribes,unsubscribed\n");
        for (var i = 0; i < rows.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"u{rows[i].User:D4},{new DateOnly(2024, 1, 1).AddDays(i / 20):yyyy-MM-dd},{rows[i].Hour},{rows[i].Length},{counts[rows[i].User]},{label[i]}\n");
        return text.ToString();
    }

    IReadOnlyList<Mistake> Leaks(string path, string target, string prepare = "") => Assert.Throws<RondoException>(() => Checked(path, target, prepare)).Mistakes;

    LeakageReport Check(string path, string target, string prepare = "") => Checked(path, target, prepare).Leakage!;

    PreparedData Checked(string path, string target, string prepare = "")
    {
        Write("rondo.yaml", $"define:\n  target: {target}\nprepare:\n  source: {path}\n{prepare}");
        return Run(path);
    }

    PreparedData Run(string path)
    {
        var document = SpecReader.Read(Path.Combine(_folder, "rondo.yaml"));
        var table = SourceReader.Read(new SourceSpec(path) { Folder = _folder });
        var resolved = SpecResolver.Resolve(document, table);
        var options = new RunOptions { Threads = 2 };
        return LeakageCheck.Apply(DataPreparation.Prepare(table, resolved, document.Map, options), resolved, document.Map, options);
    }

    string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }

    static string DataSet(string name)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", name);
        Assert.SkipUnless(File.Exists(path), $"The data set {name} (RONDO_DATA) is absent.");
        return path;
    }
}
