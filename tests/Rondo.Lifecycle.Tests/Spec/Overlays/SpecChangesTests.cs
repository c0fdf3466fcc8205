using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Overlays;

namespace Rondo.Lifecycle.Tests.Spec.Overlays;

public sealed class SpecChangesTests : IDisposable
{
    const string Main = """
        name: homes
        define:
          target: price
          success: { rmse: 50000, r2: 0.8 }
        prepare:
          source: data/homes.csv
          drop: [id, note]
          features: { encode: { odd.name: one_hot } }
          split: { test: 0.2, seed: 1 }
        train:
          models: [ridge, gradient_boosting: { max_leaves: 15 }]
          tune: { space: { ridge.alpha: [1, 2] } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-overlay-").FullName;

    public SpecChangesTests() => Write("rondo.yaml", Main);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mappings_merge_lists_and_values_replace_and_null_removes()
    {
        var spec = Read(["prod.yaml: define: { success: { rmse: 40000, r2: null } }\nprepare: { drop: [id], split: { test: 0.3 } }\ntrain: { tune: null, models: [ridge] }"]).Spec;

        Assert.Equal([new BoundSpec("rmse", 40000)], spec.Define.Success!.Value);
        Assert.Equal(["id"], spec.Prepare.Drop);
        Assert.Equal((0.3, 1L), (spec.Prepare.Split.Test, spec.Prepare.Split.Seed));
        Assert.Equal(["ridge"], spec.Train.Models.Select(m => m.Name));
        Assert.Empty(spec.Train.Tune.Space);
    }

    [Fact]
    public void The_last_overlay_wins_and_a_flag_goes_before_all_of_them()
    {
        string[] overlays = ["a.yaml: prepare: { split: { test: 0.3, seed: 5 } }", "b.yaml: prepare: { split: { test: 0.4 } }"];

        Assert.Equal((0.4, 5L), (Read(overlays).Spec.Prepare.Split.Test, Read(overlays).Spec.Prepare.Split.Seed));
        Assert.Equal(0.1, Read(overlays, "prepare.split.test=0.1").Spec.Prepare.Split.Test);
    }

    [Fact]
    public void The_hash_is_of_the_merged_file()
    {
        var merged = SpecReader.Parse(Main.Replace("test: 0.2", "test: 0.3", StringComparison.Ordinal)).Spec;

        Assert.Equal(SpecJson.Hash(merged), SpecJson.Hash(Read([], "prepare.split.test=0.3").Spec));
        Assert.Equal(SpecJson.Hash(merged), SpecJson.Hash(Read(["prod.yaml: prepare: { split: { test: 0.3 } }"]).Spec));
    }

    [Theory]
    [InlineData("prepare.drop.1=age", "id,age")]
    [InlineData("prepare.drop[0]=age", "age,note")]
    [InlineData("prepare.drop.2=age", "id,note,age")]
    [InlineData("prepare.drop=[a, b]", "a,b")]
    [InlineData("prepare.drop.0=", "note")]
    [InlineData("prepare.drop=null", "")]
    public void Items_of_lists_are_set_by_their_number(string flag, string expected) =>
        Assert.Equal(expected, string.Join(',', Read([], flag).Spec.Prepare.Drop));

    [Fact]
    public void Keys_that_hold_points_can_be_set()
    {
        var spec = Read([],
            "train.tune.space.ridge.alpha=loguniform(0.1, 10)", "train.tune.space.gradient_boosting.max_depth=int(3, 5)",
            "prepare.features.encode.odd.name=ordinal", "prepare.features.encode.\"new.name\"=one_hot", "define.success.recall_at_precision(0.5)=0.7",
            "train.models.0.ridge.alpha=3", "train.models[1].gradient_boosting.max_leaves=7").Spec;

        Assert.Equal("loguniform(0.1, 10)", spec.Train.Tune.Space["ridge.alpha"]);
        Assert.Equal("int(3, 5)", spec.Train.Tune.Space["gradient_boosting.max_depth"]);
        Assert.Equal(("ordinal", "one_hot"), (spec.Prepare.Features.Encode["odd.name"], spec.Prepare.Features.Encode["new.name"]));
        Assert.Contains(new BoundSpec("recall_at_precision(0.5)", 0.7), spec.Define.Success!.Value);
        Assert.Equal((3L, 7L), (spec.Train.Models[0].Parameters["alpha"], spec.Train.Models[1].Parameters["max_leaves"]));
    }

    [Fact]
    public void The_first_item_begins_a_list() => Assert.Equal(["a"], Read([], "prepare.order_by.0=a").Spec.Prepare.OrderBy);

    [Fact]
    public void A_mistake_points_at_the_file_and_line_that_the_value_came_from()
    {
        var mistakes = Mistakes(["prod.yaml: prepare:\n  split:\n    test: 3\n  clean: { duplicates: never }"]);

        Assert.Equal([(3, 11), (4, 24)], mistakes.Select(m => (m.Line!.Value, m.Column!.Value)));
        Assert.All(mistakes, m => Assert.EndsWith("prod.yaml", m.File, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prepare.spilt.test=0.3", "unknown_key", "--set prepare.spilt.test", "Did you mean 'split'?")]
    [InlineData("prepare.split.test=much", "wrong_type", "--set prepare.split.test", null)]
    [InlineData("train.models.0=rigde", "unknown_algorithm", "--set train.models.0", "Did you mean 'ridge'?")]
    [InlineData("train.models.7=ridge", "bad_key", "--set train.models.7", "Its items are 0 to 1, or 2 for one more.")]
    [InlineData("prepare.source.path=x", "bad_key", "--set prepare.source.path", null)]
    [InlineData("prepare.drop=[a", "bad_yaml", "--set prepare.drop", null)]
    public void A_mistake_of_a_flag_names_the_flag(string flag, string code, string place, string? hint)
    {
        var mistake = Assert.Single(Mistakes([], flag));

        Assert.Equal((code, place, null), (mistake.Code, mistake.File, mistake.Line));
        if (hint is not null) Assert.Equal(hint, mistake.Hint);
        Assert.StartsWith($"{place}: ", mistake.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("=3")]
    [InlineData("")]
    public void A_flag_without_key_or_value_is_refused(string flag) =>
        Assert.Equal("bad_arguments", Assert.Single(Mistakes([], flag)).Code);

    [Fact]
    public void Paths_keep_their_meaning_in_the_folder_of_the_overlay()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "env"));
        var spec = Read(["env/prod.yaml: prepare: { source: [homes.csv, /abs/x.csv, '${DATA}/x.csv'], schema: ../s.yaml }"], "prepare.time=sold").Spec;

        Assert.Equal(["env/homes.csv", "/abs/x.csv", "${DATA}/x.csv"], spec.Prepare.Source!.From);
        Assert.Equal("s.yaml", spec.Prepare.Schema);
    }

    [Fact]
    public void Data_with_a_target_take_changes_too()
    {
        var document = SpecReader.ForData("homes.csv", "price", new SpecChanges { Values = ["train.cv.folds=3"] });

        Assert.Equal((3, "price", "homes"), (document.Spec.Train.Cv.Folds, document.Spec.Define.Target!.Name, document.Name));
        var fault = Assert.Throws<RondoException>(() => SpecReader.ForData("homes.csv", "price", new SpecChanges { Values = ["train.cv.fold=3"] }));
        Assert.Equal("--set train.cv.fold", Assert.Single(fault.Mistakes).File);
    }

    SpecDocument Read(string[] overlays, params string[] values)
    {
        var changes = new SpecChanges
        {
            Files = [.. overlays.Select(o => Write(o[..o.IndexOf(": ", StringComparison.Ordinal)], o[(o.IndexOf(": ", StringComparison.Ordinal) + 2)..]))],
            Values = [.. values],
        };
        return SpecReader.Read(_folder, changes: changes);
    }

    IReadOnlyList<Mistake> Mistakes(string[] overlays, params string[] values) => Assert.Throws<RondoException>(() => Read(overlays, values)).Mistakes;

    string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
