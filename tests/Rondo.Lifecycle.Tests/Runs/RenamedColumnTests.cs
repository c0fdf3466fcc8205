using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Runs;

/// <summary>A column that is called otherwise in the data: every place that names it says so before anything is trained, with the nearest name.</summary>
public sealed class RenamedColumnTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-renamed-").FullName;

    public RenamedColumnTests()
    {
        File.WriteAllText(Path.Combine(_folder, "homes.csv"), SmallData.Homes(60));
        File.WriteAllText(Path.Combine(_folder, "zones.csv"), "zone,since,rent\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"z{i},2020-01-01,{i}\n")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The body of <c>prepare</c> or of another section, the line of the mistake in it, and the nearest name.</summary>
    public static TheoryData<string, string, string> Places => new()
    {
        { "target", "define: { target: prise }\nprepare: { source: homes.csv }", "price" },
        { "target's expression", "define: { target: { dear: prise > 9 } }\nprepare: { source: homes.csv }", "price" },
        { "order_by", Prepare("order_by: [aera]"), "area" },
        { "time", Prepare("time: slod"), "sold" },
        { "entity", Prepare("entity: zoen"), "zone" },
        { "drop", Prepare("drop: [id, raeas, kinds]"), "kind" },
        { "features.drop", Prepare("features: { drop: [kinds] }"), "kind" },
        { "missing", Prepare("clean: { missing: { roms: median } }"), "rooms" },
        { "outliers", Prepare("clean: { outliers: { aera: z(3) } }"), "area" },
        { "spellings", Prepare("clean: { categories: { merge_spelling: { kinds: { A: a } } } }"), "kind" },
        { "derive", Prepare("features: { derive: { twice: aera * 2 } }"), "area" },
        { "derive of a derived one", Prepare("features: { derive: { twice: area * 2, more: twise + 1 } }"), "twice" },
        { "encode", Prepare("features: { encode: { kinds: one_hot } }"), "kind" },
        { "scale", Prepare("features: { scale: { aera: standard } }"), "area" },
        { "transforms", Prepare("features: { transforms: [quantile: { columns: [aera] }] }"), "area" },
        { "split.column", Prepare("split: { column: prat }"), "part" },
        { "split.key", Prepare("split: { strategy: hash, key: idd }"), "id" },
        { "split.group", Prepare("split: { group: zoen }"), "zone" },
        { "checks", Prepare("checks: { aera: { min: 0 } }"), "area" },
        { "checks.where", Prepare("checks: { where: aera > 0 }"), "area" },
        { "checks.unique", Prepare("checks: { unique: [idd] }"), "id" },
        { "leakage.allow", Prepare("leakage: { on_found: warn, allow: [aera] }"), "area" },
        { "slices", Prepare("leakage: warn") + "\ntrain: { evaluate: { slices: [kinds] } }", "kind" },
        { "fairness", Prepare("leakage: warn") + "\ntrain: { evaluate: { fairness: { by: kinds, metric: rmse } } }", "kind" },
        { "join.on", "define: { target: price }\nprepare: { sources: { homes: homes.csv, zones: zones.csv }, join: { base: homes, zones: { on: zoen } } }", "zone" },
        { "join.as_of", "define: { target: price }\nprepare: { sources: { homes: homes.csv, zones: zones.csv }, join: { base: homes, zones: { on: zone, as_of: slod, time: since } } }", "sold" },
        { "join.time", "define: { target: price }\nprepare: { sources: { homes: homes.csv, zones: zones.csv }, join: { base: homes, zones: { on: zone, as_of: sold, time: sinse } } }", "since" },
        { "query", "define: { target: price }\nprepare: { sources: { homes: homes.csv, zones: zones.csv }, query: SELECT aera FROM homes }", "area" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_renamed_column_is_named_with_the_nearest_one_before_training(string place, string text, string nearest)
    {
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), text);
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));

        var fault = Assert.Throws<RondoException>(() => new LifecycleRunner(workspace).Run(SpecReader.Read(_folder), new RunOptions { Threads = 1 }));

        Assert.Contains(fault.Mistakes, m => m.File is not null && m.Line > 0 && m.ToString().Contains(nearest, StringComparison.Ordinal) && Says(m, nearest));
        Assert.True(workspace.Runs.List().Count == 0, place);
    }

    [Fact]
    public void A_column_that_was_renamed_after_the_first_run_is_named_by_the_schema()
    {
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), Prepare("leakage: warn"));
        Lifecycle.Spec.SchemaFile.Infer(Table(SmallData.Homes(60))).Write(Path.Combine(_folder, "schema.yaml"));
        File.WriteAllText(Path.Combine(_folder, "homes.csv"), SmallData.Homes(60).Replace("area", "areas", StringComparison.Ordinal));
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));

        var fault = Assert.Throws<RondoException>(() => new LifecycleRunner(workspace).Run(SpecReader.Read(_folder), new RunOptions { Threads = 1 }));

        Assert.Contains(fault.Mistakes, m => m.Code == "missing_column" && m.Hint!.Contains("Is it 'areas' now?", StringComparison.Ordinal) && m.Blame == Blame.Check);
    }

    static bool Says(Mistake mistake, string nearest) =>
        (mistake.Hint ?? "").Contains($"'{nearest}'", StringComparison.Ordinal) || mistake.Message.Contains($"\"{nearest}\"", StringComparison.Ordinal);

    static string Prepare(string body) => $"define: {{ target: price }}\nprepare:\n  source: homes.csv\n  {body}";

    Engine.Data.Table Table(string csv)
    {
        var path = Path.Combine(_folder, "other.csv");
        File.WriteAllText(path, csv);
        return Rondo.Prepare.Sources.SourceReader.Read(new Rondo.Prepare.Sources.SourceSpec(path));
    }
}
