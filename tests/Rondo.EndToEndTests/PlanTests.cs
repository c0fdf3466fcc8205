namespace Rondo.EndToEndTests;

/// <summary>A plan is a file that runs; a first file comes from data; secrets stay out of everything printed.</summary>
public sealed class PlanTests
{
    [Fact]
    public void A_plan_runs_to_the_hashes_and_metrics_of_its_file()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes(300));
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  time: sold"));
        var plan = rondo.Run("plan", "--quiet", "--with", rondo.Write("prod.yaml", "train: { tune: none, cv: { folds: 3 } }\n"), "--set", "prepare.split.test=0.25");
        Assert.True(plan.Code == 0, plan.ToString());
        rondo.Write("plan.yaml", plan.Out);

        var first = rondo.Run("run", "--output", "json", "--workspace", "one", "--with", "prod.yaml", "--set", "prepare.split.test=0.25");
        var second = rondo.Run("run", "plan.yaml", "--output", "json", "--workspace", "two");

        Assert.True(first.Code == 0 && second.Code == 0, $"{first}\n{second}");
        foreach (var key in (string[])["spec_hash", "data_hash", "model_hash", "cv", "test", "baseline", "rows"])
            Assert.Equal(first.Json.GetProperty(key).ToString(), second.Json.GetProperty(key).ToString());
        Assert.Equal(first.Json.GetProperty("spec_hash").GetString(), rondo.Run("plan", "plan.yaml", "--output", "json").Json.GetProperty("spec_hash").GetString());
    }

    [Fact]
    public void A_first_file_is_written_once_and_runs()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn(200));
        var asked = rondo.Run("init", "churn.csv", "--output", "json");
        Assert.Equal((2, "no_target"), (asked.Code, asked.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("churned (binary)", asked.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        var written = rondo.Run("init", "churn.csv", "--target", "churned");
        Assert.True(written.Code == 0, written.ToString());
        Assert.InRange(File.ReadAllLines(Path.Combine(rondo.Folder, "rondo.yaml")).Length, 5, 8);
        Assert.Equal("file_exists", rondo.Run("init", "churn.csv", "--target", "churned", "--output", "json").Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, rondo.Run("init", "churn.csv", "--target", "churned", "--force").Code);

        var run = rondo.Run("run", "--quiet", "--set", "train.models=[logistic_regression]", "--set", "train.tune=none", "--set", "train.cv.repeats=1");
        Assert.True(run.Code is 0 or 3, run.ToString());
    }

    [Fact]
    public void A_secret_is_not_printed_whatever_goes_wrong()
    {
        using var rondo = new RondoProcess();
        const string secret = "hush/hush+1234567";
        var environment = new Dictionary<string, string> { ["HOMES_FOLDER"] = secret };
        Directory.CreateDirectory(Path.Combine(rondo.Folder, secret));
        rondo.Write("rondo.yaml", SampleData.File("\"${HOMES_FOLDER}/homes.csv\"", "price"));

        var missing = rondo.Run(environment, "run", "--output", "json");
        rondo.Write(Path.Combine(secret, "homes.csv"), "area,price\n1,2\n3\n");
        var ragged = rondo.Run(environment, "run");
        rondo.Write(Path.Combine(secret, "homes.csv"), SampleData.Homes(100));
        var planned = rondo.Run(environment, "plan");

        Assert.Equal((2, 2, 0), (missing.Code, ragged.Code, planned.Code));
        Assert.Contains("${HOMES_FOLDER}", missing.Json.GetProperty("error").ToString(), StringComparison.Ordinal);
        Assert.Contains("${HOMES_FOLDER}/homes.csv", planned.Out, StringComparison.Ordinal);
        foreach (var ended in (Ended[])[missing, ragged, planned]) Assert.DoesNotContain(secret, ended.ToString(), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(Path.Combine(rondo.Folder, ".rondo"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
    }
}
