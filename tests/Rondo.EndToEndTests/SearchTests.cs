using System.Text.Json;

namespace Rondo.EndToEndTests;

public sealed class SearchTests
{
    [Fact]
    public void A_grid_tries_exactly_the_product()
    {
        using var rondo = new RondoProcess();
        var search = Search(rondo, """
              models: [gradient_boosting: { n_estimators: 20, early_stopping: 0 }]
              tune: { search: grid, space: { gradient_boosting.max_leaves: [4, 8, 16], gradient_boosting.learning_rate: [0.1, 0.2] } }
            """);
        var tried = Trials(search).Select(t => (t.GetProperty("params").GetProperty("max_leaves").GetInt32(), t.GetProperty("params").GetProperty("learning_rate").GetDouble())).Order();
        Assert.Equal([(4, 0.1), (4, 0.2), (8, 0.1), (8, 0.2), (16, 0.1), (16, 0.2)], tried);
        Assert.All(Trials(search), t => Assert.Equal("completed", t.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("bayesian")]
    public void A_search_stays_in_the_space_of_the_file(string name)
    {
        using var rondo = new RondoProcess();
        var search = Search(rondo, $$"""
              models: [gradient_boosting: { n_estimators: 20, early_stopping: 0 }]
              tune: { search: {{name}}, trials: 14, pruner: none, space: { gradient_boosting.learning_rate: "loguniform(0.05, 0.3)", gradient_boosting.max_leaves: "int(4, 32)" } }
            """);
        Assert.Equal(name, search.GetProperty("search").GetString());
        Assert.Equal(14, Trials(search).Length);
        // The first of a search that learns are the model's own parameters, wherever they are.
        foreach (var trial in Trials(search).Skip(name == "bayesian" ? 1 : 0))
        {
            Assert.Equal(["learning_rate", "max_leaves"], trial.GetProperty("params").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            Assert.InRange(trial.GetProperty("params").GetProperty("learning_rate").GetDouble(), 0.05, 0.3);
            Assert.InRange(trial.GetProperty("params").GetProperty("max_leaves").GetInt32(), 4, 32);
        }
        var shares = search.GetProperty("importances").EnumerateArray().Sum(i => i.GetProperty("share").GetDouble());
        Assert.Equal(1, shares, 1e-9);
    }

    [Fact]
    public void Successive_halving_ends_hopeless_trials_early()
    {
        using var rondo = new RondoProcess();
        var search = Search(rondo, """
              models: [gradient_boosting: { n_estimators: 20, early_stopping: 0 }]
              tune: { search: random, trials: 24, pruner: successive_halving, space: { gradient_boosting.learning_rate: "loguniform(0.001, 0.3)" } }
            """);
        var states = Trials(search).Select(t => t.GetProperty("state").GetString()).ToArray();
        Assert.Equal(24, states.Length);
        Assert.InRange(states.Count(s => s == "pruned"), 4, 20);
        var best = Trials(search).Where(t => t.GetProperty("state").GetString() == "completed").MinBy(t => t.GetProperty("score").GetDouble());
        Assert.True(best.GetProperty("params").GetProperty("learning_rate").GetDouble() > 0.03, best.ToString());
    }

    [Fact]
    public void A_nested_search_is_judged_by_its_outer_folds()
    {
        using var rondo = new RondoProcess();
        var search = Search(rondo, """
              models: [ridge]
              cv: { folds: 3, nested: 3 }
              tune: { search: random, trials: 6, space: { ridge.alpha: "loguniform(0.001, 1000)" } }
            """);
        var nested = search.GetProperty("nested");
        var folds = nested.GetProperty("folds").EnumerateArray().Select(f => f.GetDouble()).ToArray();
        Assert.Equal(3, folds.Length);
        Assert.Equal(folds.Average(), nested.GetProperty("mean").GetDouble(), 1e-6);
        Assert.All(folds, f => Assert.InRange(f, 1_000, 60_000));
        Assert.Equal(6, Trials(search).Length);
    }

    [Fact]
    public void A_gap_in_time_keeps_the_training_rows_before_it()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        var with = Scores("gap: 30d");
        var without = Scores("");
        Assert.Equal(3, with.Length);
        Assert.Equal(3, without.Length);
        Assert.All(with.Zip(without), pair => Assert.NotEqual(pair.First, pair.Second));

        // One row a day: the same rows are left out by their number.
        Assert.Equal(with, Scores("gap: 29"));

        double[] Scores(string gap)
        {
            rondo.Write("rondo.yaml", File("homes.csv", "price", $$"""
                  models: [ridge]
                  cv: { strategy: time_series, folds: 3{{(gap.Length > 0 ? ", " + gap : "")}} }
                  tune: { search: none }
                """, "  time: sold\n"));
            var row = Report(rondo.Run("run", "--output", "json")).GetProperty("leaderboard").EnumerateArray().First(r => r.GetProperty("model").GetString() == "ridge");
            return [.. row.GetProperty("cv").GetProperty("rmse").GetProperty("folds").EnumerateArray().Select(f => f.GetDouble())];
        }
    }

    [Fact]
    public void A_tuned_model_has_the_same_bits_on_any_threads()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", File("churn.csv", "churned", """
              models: [logistic_regression, gradient_boosting: { n_estimators: 20, early_stopping: 5 }, random_forest: { n_estimators: 10 }]
              tune: { trials: 16 }
            """));
        var hashes = new List<string>();
        foreach (var threads in (string[])["1", "2", "8"])
        {
            var ended = rondo.Run("run", "--output", "json", "--workspace", Path.Combine(rondo.Folder, threads), "--threads", threads);
            Assert.Equal(16, Trials(Report(ended).GetProperty("search")).Length);
            hashes.Add(ended.Json.GetProperty("model_hash").GetString()!);
        }
        Assert.True(hashes.Distinct().Count() == 1, string.Join("\n", hashes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Category", "Slow")]
    public void A_killed_search_goes_on_where_it_stood(int seed)
    {
        using var rondo = new RondoProcess();
        var random = new Random(seed);
        rondo.Write("homes.csv", SampleData.Homes(3000));
        rondo.Write("rondo.yaml", File("homes.csv", "price", """
              models: [gradient_boosting: { n_estimators: 120, early_stopping: 0 }]
              tune: { trials: 16 }
            """));
        Kill(rondo, atLeast: 2 + random.Next(6), TimeSpan.FromMilliseconds(random.Next(400)));
        var kept = Log(rondo).Skip(1).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(t => t.GetProperty("number").GetInt32(), t => t.GetProperty("seconds").GetDouble());
        Assert.InRange(kept.Count, 2, 15);

        var ended = rondo.Run("run", "--output", "json");
        Assert.Contains($"going on after {kept.Count} trials", ended.Error, StringComparison.Ordinal);
        var trials = Trials(Report(ended).GetProperty("search"));
        Assert.Equal(Enumerable.Range(0, 16), trials.Select(t => t.GetProperty("number").GetInt32()));
        // A trial that is run again would take another time.
        Assert.Equal(kept.OrderBy(t => t.Key).Select(t => t.Value), trials.Where(t => kept.ContainsKey(t.GetProperty("number").GetInt32())).Select(t => t.GetProperty("seconds").GetDouble()));
        Assert.Empty(Log(rondo));

        var undisturbed = rondo.Run("run", "--output", "json", "--workspace", "other");
        Assert.Equal(undisturbed.Json.GetProperty("model_hash").GetString(), ended.Json.GetProperty("model_hash").GetString());
    }

    [Theory]
    [InlineData("california_housing.csv", "median_house_value", "")]
    [InlineData("bike_sharing_hour.csv", "cnt", "  drop: [casual, registered]\n")]
    [InlineData("titanic.csv", "Survived", "")]
    [InlineData("penguins.csv", "species", "")]
    [InlineData("iris.csv", "species", "")]
    [Trait("Category", "Slow")]
    public void Two_seconds_are_enough_for_a_model(string set, string target, string prepare)
    {
        using var rondo = new RondoProcess();
        rondo.Write("rondo.yaml", File(DataSet(set), target, Auto("2s"), prepare));
        var ended = rondo.Run("run", "--output", "json");
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        Assert.Equal(1, ended.Json.GetProperty("version").GetInt32());
        // Only a machine that is busy with much else takes this long.
        Assert.True(ended.Time < TimeSpan.FromSeconds(20), ended.Time.ToString());
    }

    [Theory]
    [InlineData("penguins.csv", "species", "10s")]
    [InlineData("titanic.csv", "Survived", "5s")]
    [Trait("Category", "Slow")]
    public void The_trials_that_were_finished_in_time_can_be_replayed(string set, string target, string budget)
    {
        using var rondo = new RondoProcess();
        rondo.Write("rondo.yaml", File(DataSet(set), target, Auto(budget)));
        var first = rondo.Run("run", "--output", "json");
        var search = Report(first).GetProperty("search");
        var recorded = $"\n    replay: {search.GetProperty("replay")}";
        if (search.TryGetProperty("refit", out var refit)) recorded += $"\n    refit: {refit}";
        Assert.Equal(Trials(search).Length, search.GetProperty("replay").GetArrayLength());

        rondo.Write("rondo.yaml", File(DataSet(set), target, Auto(budget) + recorded));
        var again = rondo.Run("run", "--output", "json", "--workspace", "other", "--threads", "1");
        Assert.Equal(first.Json.GetProperty("best").GetString(), again.Json.GetProperty("best").GetString());
        Assert.Equal(first.Json.GetProperty("model_hash").GetString(), again.Json.GetProperty("model_hash").GetString());
    }

    static string Auto(string budget) => $"""
          models: auto
          tune:
            timeout: {budget}
        """;

    static string File(string source, string target, string train, string prepare = "") =>
        $"name: sample\ndefine:\n  target: {target}\nprepare:\n  source: {source}\n{prepare}train:\n{train}\n";

    static string DataSet(string name)
    {
        var path = Path.Combine(RondoProcess.Data ?? "", name);
        Assert.SkipWhen(RondoProcess.Data is null || !System.IO.File.Exists(path), $"The data set {name} (RONDO_DATA) is absent.");
        return path;
    }

    static JsonElement Search(RondoProcess rondo, string train)
    {
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", File("homes.csv", "price", train));
        return Report(rondo.Run("run", "--output", "json")).GetProperty("search");
    }

    static JsonElement Report(Ended ended)
    {
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        var path = Path.ChangeExtension(ended.Json.GetProperty("report").GetString()!, ".json");
        return JsonDocument.Parse(System.IO.File.ReadAllText(path)).RootElement;
    }

    static JsonElement[] Trials(JsonElement search) => [.. search.GetProperty("trials").EnumerateArray()];

    /// <summary>The whole lines of the log of trials; the first names the study.</summary>
    static string[] Log(RondoProcess rondo)
    {
        var folder = Path.Combine(rondo.Folder, ".rondo", "trials");
        if (!Directory.Exists(folder) || Directory.EnumerateFiles(folder, "*.jsonl").FirstOrDefault() is not { } path) return [];
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        return text.Split('\n')[..^1];
    }

    static void Kill(RondoProcess rondo, int atLeast, TimeSpan after)
    {
        using var process = rondo.Start(new Dictionary<string, string>(), "run", "--output", "json", "--threads", "2");
        var output = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (Log(rondo).Length <= atLeast)
        {
            if (process.HasExited) Assert.Fail(output.Item2.Result);
            Thread.Sleep(5);
        }
        Thread.Sleep(after);
        process.Kill();
        process.WaitForExit();
    }
}
