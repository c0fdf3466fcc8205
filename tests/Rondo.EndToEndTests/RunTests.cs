using System.Text.Json;

namespace Rondo.EndToEndTests;

public sealed class RunTests
{
    static readonly Dictionary<string, string> Plain = [];

    [Fact]
    public void A_run_prints_the_object_of_the_contract()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price"));
        var ended = rondo.Run("run", "--output", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        var json = ended.Json;
        foreach (var key in (string[])["run", "name", "task", "metric", "best", "model", "version", "aliases", "spec_hash", "data_hash", "model_hash", "package_hash", "rows", "cv", "test", "baseline", "leaderboard", "success", "alerts", "report", "seconds"])
            Assert.True(json.TryGetProperty(key, out _), $"'{key}' is missing.");
        Assert.Equal("regression", json.GetProperty("task").GetString());
        Assert.Equal("rmse", json.GetProperty("metric").GetString());
        Assert.Equal(600, json.GetProperty("rows").GetProperty("train").GetInt32() + json.GetProperty("rows").GetProperty("test").GetInt32());
        Assert.Equal("champion", json.GetProperty("aliases")[0].GetString());
        Assert.True(File.Exists(json.GetProperty("report").GetString()));
        Assert.True(json.GetProperty("test").GetProperty("rmse").GetDouble() < 0.5 * json.GetProperty("baseline").GetProperty("rmse").GetDouble());
        foreach (var row in json.GetProperty("leaderboard").EnumerateArray())
            foreach (var key in (string[])["model", "params", "cv", "test", "fit_seconds", "predict_us_per_row"])
                Assert.True(row.TryGetProperty(key, out _), $"'{key}' is missing in the leaderboard.");
    }

    [Fact]
    public void A_data_file_and_a_target_are_enough()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        var ended = rondo.Run("run", "churn.csv", "--target", "churned", "--output", "json");
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        Assert.Equal("binary", ended.Json.GetProperty("task").GetString());
        Assert.Equal("churn", ended.Json.GetProperty("model").GetString());
    }

    [Fact]
    public void The_best_is_measured_as_it_is_saved_calibrated_and_with_its_threshold()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", SampleData.File("churn.csv", "churned") + "  calibrate: sigmoid\n  threshold: f1\n");
        var run = rondo.Run("run", "--output", "json");
        Assert.True(run.Code is 0 or 3, run.ToString());
        var json = run.Json;
        var report = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(json.GetProperty("report").GetString()!, ".json"))).RootElement;
        foreach (var measured in report.GetProperty("test").EnumerateArray())
        {
            var name = measured.GetProperty("name").GetString()!;
            Assert.Equal(measured.GetProperty("value").GetDouble(), json.GetProperty("test").GetProperty(name).GetDouble());
            Assert.Equal(measured.GetProperty("value").GetDouble(), json.GetProperty("leaderboard")[0].GetProperty("test").GetProperty(name).GetDouble());
        }
    }

    [Fact]
    public void A_second_version_is_compared_with_the_first_and_carries_its_card()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  drop: [sold]").Replace("define:", "define:\n  question: What is *fair*?\n  owner: pricing@example.org", StringComparison.Ordinal));
        Assert.Equal(0, rondo.Run("run").Code);
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  features: { derive: { twice: 2 * area } }", rounds: 20));

        var second = rondo.Run("run", "--output", "json").Json;
        var page = File.ReadAllText(second.GetProperty("report").GetString()!);
        var difference = rondo.Run("diff", "sample@1", "sample@2", "--output", "json").Json;

        Assert.Contains("Compared with sample@1", page, StringComparison.Ordinal);
        Assert.Equal("2 * area", difference.GetProperty("features").GetProperty("twice")[1].GetString());
        Assert.Contains("40", difference.GetProperty("spec").GetProperty("train.models")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(second.GetProperty("test").GetProperty("rmse").GetDouble(), difference.GetProperty("metrics").GetProperty("rmse")[1].GetDouble());
        var card = File.ReadAllText(Path.Combine(rondo.Folder, ".rondo", "runs", rondo.Run("models", "show", "sample@1", "--output", "json").Json.GetProperty("run").GetString()!, "card.md"));
        Assert.Contains("What is \\*fair\\*?", card, StringComparison.Ordinal);
        Assert.Contains("latency_p99_ms", card, StringComparison.Ordinal);
    }

    [Fact]
    public void New_rows_are_read_in_the_form_that_the_file_declares()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.txt", SampleData.Homes().Replace(',', '|'));
        rondo.Write("rondo.yaml", SampleData.File("{ from: homes.txt, format: csv, delimiter: '|' }", "price"));
        Assert.Equal(0, rondo.Run("run").Code);

        var ended = rondo.Run("predict", "sample", "homes.txt", "--out", "predictions.csv", "--output", "json");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal(600, ended.Json.GetProperty("rows").GetInt32());
    }

    [Fact]
    public void The_model_has_the_same_bits_on_any_threads_in_any_folder_on_any_cpu()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  time: sold"));
        var hashes = new Dictionary<string, string>();
        foreach (var threads in (string[])["1", "2", "8"]) Add($"{threads} threads", Plain, "--threads", threads);
        foreach (var switchedOff in (string[])["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"])
            Add(switchedOff, new Dictionary<string, string> { [switchedOff] = "0" });
        using var renamed = new RondoProcess();
        renamed.Write("homes.csv", SampleData.Homes());
        renamed.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  time: sold"));
        hashes["another folder"] = ModelHash(renamed.Run("run", "--output", "json"));
        Assert.True(hashes.Values.Distinct().Count() == 1, string.Join("\n", hashes.Select(h => $"{h.Value} {h.Key}")));

        // Each with a store of its own, or the step cache would answer.
        void Add(string name, IReadOnlyDictionary<string, string> environment, params string[] flags) =>
            hashes[name] = ModelHash(rondo.Run(environment, ["run", "--output", "json", "--workspace", Path.Combine(rondo.Folder, name), .. flags]));
    }

    [Fact]
    public void A_classifier_has_the_same_bits_without_vector_instructions()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", SampleData.File("churn.csv", "churned"));
        var with = ModelHash(rondo.Run("run", "--output", "json", "--workspace", "a"));
        var without = ModelHash(rondo.Run(new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" }, "run", "--output", "json", "--workspace", "b", "--threads", "1"));
        Assert.Equal(with, without);
    }

    [Fact]
    public void One_changed_cell_changes_the_data_hash_and_the_format_does_not()
    {
        using var rondo = new RondoProcess();
        var homes = SampleData.Homes();
        rondo.Write("a.csv", homes);
        rondo.Write("b.csv", homes.Replace(",a,", ",b,", StringComparison.Ordinal));
        rondo.Write("rondo.yaml", SampleData.File("a.csv", "price"));
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);
        var lines = homes.TrimEnd().Split('\n');
        var header = lines[0].Split(',');
        rondo.Write("a.jsonl", string.Join("\n", lines.Skip(1).Select(line =>
        {
            var cells = line.Split(',');
            return "{" + string.Join(",", header.Select((name, j) => $"\"{name}\":{(cells[j].Length == 0 ? "null" : name is "kind" or "sold" ? $"\"{cells[j]}\"" : cells[j])}")) + "}";
        })));
        var csv = DataHash(rondo.Run("run", "a.csv", "--target", "price", "--output", "json"));
        Assert.Equal(csv, DataHash(rondo.Run("run", "a.jsonl", "--target", "price", "--output", "json", "--workspace", "j")));
        Assert.NotEqual(csv, DataHash(rondo.Run("run", "b.csv", "--target", "price", "--output", "json", "--workspace", "b")));
    }

    [Fact]
    public void A_missed_criterion_ends_with_3_and_a_version_without_an_alias()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ rmse: 1 }"));
        var ended = rondo.Run("run", "--output", "json");
        Assert.Equal(3, ended.Code);
        Assert.False(ended.Json.GetProperty("success").GetProperty("met").GetBoolean());
        Assert.Equal(0, ended.Json.GetProperty("aliases").GetArrayLength());
        Assert.Equal(1, ended.Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public void Only_what_changed_runs_again()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", rounds: 20));
        var first = Steps(rondo);
        Assert.Equal(("ran", "ran"), first);
        Assert.Equal(("cached", "cached"), Steps(rondo));
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", rounds: 25));
        Assert.Equal(("cached", "ran"), Steps(rondo));
        rondo.Write("homes.csv", SampleData.Homes(seed: 9));
        Assert.Equal(("ran", "ran"), Steps(rondo));

        // A cached thing that is gone is made again.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(rondo.Folder, ".rondo", "objects"), "*", SearchOption.AllDirectories)) File.Delete(file);
        Assert.Equal(("ran", "ran"), Steps(rondo));
    }

    [Fact]
    public void A_version_predicts_and_is_measured_as_in_its_run()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", SampleData.File("churn.csv", "churned"));
        Assert.True(rondo.Run("run", "--quiet").Code is 0 or 3);
        var predicted = rondo.Run("predict", "sample@1", "churn.csv", "--out", "p.csv", "--output", "json");
        Assert.True(predicted.Code == 0, predicted.ToString());
        Assert.Equal(500, predicted.Json.GetProperty("rows").GetInt32());
        var lines = File.ReadAllLines(Path.Combine(rondo.Folder, "p.csv"));
        Assert.Equal("prediction,probability_no,probability_yes,prediction_id", lines[0]);
        Assert.Equal(501, lines.Length);
        Assert.Equal(500, lines.Skip(1).Select(l => l.Split(',')[3]).Distinct().Count());
        var evaluated = rondo.Run("evaluate", "sample@1", "churn.csv", "--output", "json");
        Assert.True(evaluated.Code == 0, evaluated.ToString());
        Assert.InRange(evaluated.Json.GetProperty("metrics").GetProperty("roc_auc").GetDouble(), 0.7, 1);
        Assert.Equal(1, evaluated.Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public void Models_are_listed_shown_promoted_rolled_back_and_deleted()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        foreach (var rounds in (int[])[10, 15])
        {
            rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: rounds));
            Assert.Equal(0, rondo.Run("run", "--quiet").Code);
        }
        Assert.Equal(2, rondo.Run("models", "--output", "json").Json.GetProperty("models")[0].GetProperty("versions").GetInt32());
        Assert.Equal(1, Champion());
        Assert.Equal(0, rondo.Run("models", "promote", "sample@2").Code);
        Assert.Equal(2, Champion());
        Assert.Equal(0, rondo.Run("models", "rollback", "sample").Code);
        Assert.Equal(1, Champion());
        Assert.True(rondo.Run("models", "rules", "sample", "--needs-approval", "true", "--output", "json").Json.GetProperty("needs_approval").GetBoolean());
        Assert.Equal(2, rondo.Run("models", "promote", "sample@2").Code);
        Assert.Equal(0, rondo.Run("models", "approve", "sample@2", "--reason", "checked").Code);
        Assert.Equal(0, rondo.Run("models", "promote", "sample@2").Code);
        Assert.Equal(2, Champion());
        Assert.Equal(2, rondo.Run("models", "rules", "sample", "--keep-versions", "none").Code);
        Assert.Equal(0, rondo.Run("models", "diff", "sample@1", "sample@2").Code);
        Assert.Equal(0, rondo.Run("models", "delete", "sample@2", "--force").Code);
        var gone = rondo.Run("models", "show", "sample@2", "--output", "json");
        Assert.Equal(2, gone.Code);
        Assert.Equal(2, rondo.Run("runs", "list", "--output", "json").Json.GetProperty("runs").GetArrayLength());

        int Champion() => rondo.Run("models", "show", "sample@champion", "--output", "json").Json.GetProperty("version").GetInt32();
    }

    [Fact]
    public async Task Control_c_keeps_the_best_so_far()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes(4000));
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", rounds: 5000));
        using var process = rondo.Start(Plain, "run", "--output", "json");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError;
        // Ridge is measured: from here on there is something to keep.
        while (await error.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.Contains("ridge: ", StringComparison.Ordinal)) break;
        RondoProcess.Interrupt(process);
        var rest = error.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.True(process.ExitCode == 130, $"exit {process.ExitCode}: {await output} {await rest}");
        var json = JsonDocument.Parse(await output).RootElement;
        Assert.Equal("ridge", json.GetProperty("best").GetString());
        Assert.Equal(0, json.GetProperty("aliases").GetArrayLength());
        Assert.Equal("cancelled", rondo.Run("runs", "list", "--output", "json").Json.GetProperty("runs")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void The_version_is_told_at_once_and_the_doctor_finds_all_well()
    {
        using var rondo = new RondoProcess();
        Assert.StartsWith("rondo ", rondo.Run("--version").Out, StringComparison.Ordinal);
        var doctor = rondo.Run("doctor", "--output", "json");
        Assert.True(doctor.Code == 0, doctor.ToString());
        Assert.Contains("gradient_boosting", rondo.Run("list", "algorithm").Out, StringComparison.Ordinal);
    }

    static (string Prepare, string Train) Steps(RondoProcess rondo)
    {
        var ended = rondo.Run("run", "--output", "json");
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        var details = rondo.Run("runs", "show", ended.Json.GetProperty("run").GetString()!, "--output", "json").Json;
        var steps = details.GetProperty("steps").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("status").GetString()!);
        return (steps["prepare"], steps["train"]);
    }

    static string ModelHash(Ended ended) => Property(ended, "model_hash");

    static string DataHash(Ended ended) => Property(ended, "data_hash");

    static string Property(Ended ended, string name)
    {
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        return ended.Json.GetProperty(name).GetString()!;
    }
}
