using System.Text.Json.Nodes;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class LifecyclePlanTests : IDisposable
{
    const string Quick = "train: { models: [MODEL], cv: { folds: 2, repeats: 1 }, tune: none, evaluate: { explain: [], learning_curve: false } }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-plan-").FullName;

    public LifecyclePlanTests() => Write("homes.csv", SmallData.Homes());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Files of every kind of task, as short as they can be.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "regression", "define: { target: price }\nprepare: { source: homes.csv }\n" + Quick.Replace("MODEL", "ridge, random_forest: { n_estimators: 10 }", StringComparison.Ordinal) },
        { "binary", "name: late\ndefine: { target: late }\nprepare: { source: homes.csv, drop: price }\n" + Quick.Replace("MODEL", "logistic_regression, gradient_boosting: { n_estimators: 10 }", StringComparison.Ordinal) },
        { "multiclass", "define: { target: grade }\nprepare: { source: homes.csv, features: { encode: { kind: ordinal } } }\n" + Quick.Replace("MODEL", "gradient_boosting: { n_estimators: 5 }", StringComparison.Ordinal) },
        { "clusters", "define: { task: clustering }\nprepare: { source: homes.csv, drop: [late, grade, part, price] }\n" },
        { "time", "define: { target: price }\nprepare: { source: homes.csv, time: sold, clean: { missing: constant(0) } }\n" + Quick.Replace("MODEL", "ridge", StringComparison.Ordinal) },
        { "column", "define: { target: { big: area > 120 } }\nprepare: { source: homes.csv, drop: [late], split: { column: part } }\n" + Quick.Replace("MODEL", "logistic_regression", StringComparison.Ordinal) },
        { "groups", "define: { target: price }\nprepare: { source: [homes.csv], entity: zone, features: { derive: { twice: area * 2 } } }\n" + Quick.Replace("MODEL", "ridge", StringComparison.Ordinal) },
        { "costs", "define: { target: late, positive: \"yes\", costs: { false_positive: 1, false_negative: 5 } }\nprepare: { source: homes.csv }\n" + Quick.Replace("MODEL", "logistic_regression", StringComparison.Ordinal) },
        { "tuned", "define: { target: price }\nprepare: { source: homes.csv }\ntrain: { models: [ridge, gradient_boosting: { n_estimators: 10 }], cv: { folds: 2, repeats: 1 }, tune: { trials: 4 }, evaluate: { explain: [], learning_curve: false } }\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_line_that_the_file_does_not_have_says_why_and_the_plan_of_a_plan_is_itself(string name, string text)
    {
        Write($"{name}.yaml", text);
        var plan = Plan($"{name}.yaml");
        var yaml = plan.ToYaml();
        var given = SourceMap.Of(YamlReader.Read(plan.Document.Spec.ToYaml(), "given.yaml", [])!, null);

        Write("again.yaml", yaml);
        var again = Plan("again.yaml");

        Assert.Equal(plan.Resolved.SpecHash, again.Resolved.SpecHash);
        Assert.Equal(Bare(yaml), Bare(again.ToYaml()));
        Assert.Empty(again.Resolved.Reasons);
        Assert.Equal(plan.Data.Train, again.Data.Train);
        foreach (var (path, line) in Lines(yaml, plan))
        {
            if (given.ValueAt(path) is null) Assert.True(line.Contains("  # default: ", StringComparison.Ordinal), $"No reason: {line}");
            else if (!path.StartsWith("train.models[", StringComparison.Ordinal) && path != "prepare.drop") Assert.DoesNotContain("# default", line, StringComparison.Ordinal);
        }
    }

    [Theory, Trait("Category", "Slow")]
    [MemberData(nameof(Files))]
    public void A_plan_that_is_run_gives_the_hashes_and_metrics_of_its_file(string name, string text)
    {
        Write($"{name}.yaml", text);
        Write("plan.yaml", Plan($"{name}.yaml").ToYaml());

        var (first, second) = (Run($"{name}.yaml", "one"), Run("plan.yaml", "two"));

        Assert.Equal(first.Version.SpecHash, second.Version.SpecHash);
        Assert.Equal(first.Version.DataHash, second.Version.DataHash);
        Assert.Equal(first.Version.ModelHash, second.Version.ModelHash);
        foreach (var part in (string[])["cv", "test", "baseline", "rows", "success"]) Assert.Equal(first.ToJson()[part]?.ToJsonString(), second.ToJson()[part]?.ToJsonString());
    }

    [Fact]
    public void A_plan_writes_nothing_but_the_snapshot_that_the_run_will_use()
    {
        Write("rondo.yaml", Files.First().Data.Item2);
        var before = Directory.GetFiles(_folder, "*", SearchOption.TopDirectoryOnly);

        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        LifecyclePlan.Of(workspace, SpecReader.Read(_folder), new RunOptions { Threads = 1 });

        Assert.Equal(before, Directory.GetFiles(_folder, "*", SearchOption.TopDirectoryOnly));
        Assert.Empty(workspace.Models.List());
        Assert.Empty(workspace.Runs.List());
        Assert.True(DataReader.Read(workspace, SpecReader.Read(_folder), new RunOptions()).IsCached);
    }

    [Fact]
    public void A_plan_for_another_folder_leads_to_the_same_data()
    {
        Write("rondo.yaml", "define: { target: price }\nprepare: { source: homes.csv }\n");
        var plan = Plan("rondo.yaml");
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "plans", "today")).FullName;

        File.WriteAllText(Path.Combine(elsewhere, "p.yaml"), plan.ToYaml(elsewhere));
        var moved = Plan("plans/today/p.yaml");

        Assert.Equal(["../../homes.csv"], moved.Document.Spec.Prepare.Source!.From);
        Assert.Equal(plan.Source.DataHash, moved.Source.DataHash);
    }

    [Fact]
    public void The_object_has_the_resolved_file_and_a_reason_for_each_default()
    {
        Write("rondo.yaml", "define: { target: price }\nprepare: { source: homes.csv }\ntrain: { models: [random_forest: { n_estimators: 20 }] }\n");
        var json = Plan("rondo.yaml").ToJson();

        Assert.Equal("regression", (string?)json["task"]);
        Assert.Equal(240, (int?)json["rows"]!["read"]);
        Assert.Equal(0.2, (double?)json["resolved"]!["prepare"]!["split"]!["test"]);
        var reasons = json["reasons"]!.AsArray().ToLookup(r => (string)r!["path"]!, r => (JsonNode)r!);
        Assert.Equal("rmse", (string?)Assert.Single(reasons["train.metric"])["value"]);
        Assert.Single(reasons["train.models[0].random_forest.max_features"]);
        Assert.Empty(reasons["train.models[0].random_forest.n_estimators"]);
        Assert.Equal("id", (string?)json["dropped"]![0]!["column"]);
    }

    LifecyclePlan Plan(string file, SpecChanges? changes = null)
    {
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        return LifecyclePlan.Of(workspace, SpecReader.Read(Path.Combine(_folder, file), changes: changes), new RunOptions { Threads = 1 });
    }

    RunResult Run(string file, string store)
    {
        using var workspace = Workspace.Open(Path.Combine(_folder, store));
        return new LifecycleRunner(workspace).Run(SpecReader.Read(Path.Combine(_folder, file)), new RunOptions { Threads = 2 });
    }

    /// <summary>Each line with a value, by its path.</summary>
    static IEnumerable<(string Path, string Line)> Lines(string yaml, LifecyclePlan plan)
    {
        var mistakes = new List<Engine.Errors.Mistake>();
        var lines = yaml.Split('\n');
        return Leaves("", YamlReader.Read(yaml, "plan.yaml", mistakes)!).Select(leaf => (leaf.Path, lines[leaf.Line - 1]));

        IEnumerable<(string Path, int Line)> Leaves(string path, YamlNode node) => node switch
        {
            YamlMap { Entries.Length: > 0 } map => map.Entries.SelectMany(e => Leaves(path.Length == 0 ? e.Key : $"{path}.{e.Key}", e.Value)),
            YamlList list when path == "train.models" => list.Items.SelectMany((item, i) =>
                item is YamlMap { Entries: [{ Value: YamlMap values } only] } && plan.Document.Spec.Train.Models.ElementAtOrDefault(i)?.Parameters.Count != values.Entries.Length
                    ? [($"{path}[{i}].{only.Key}", item.At.Line)] : Array.Empty<(string, int)>()),
            _ => [(path, node.At.Line)],
        };
    }

    static string Bare(string yaml) => string.Join('\n', yaml.Split('\n').Where(l => !l.StartsWith('#')).Select(l => l.Split("  # ")[0]));

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
