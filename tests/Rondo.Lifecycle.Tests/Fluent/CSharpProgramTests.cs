using Rondo.Engine.Data;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Tests.Spec;

namespace Rondo.Lifecycle.Tests.Fluent;

public sealed class CSharpProgramTests
{
    [Fact]
    public void A_program_says_the_file_in_the_files_order()
    {
        var spec = Given.Spec("""
            name: california-housing
            define: { target: median_house_value, success: { rmse: 50000 } }
            prepare:
              source: data/housing.csv
              clean: { missing: { total_bedrooms: median, age: { constant: 0 } } }
              features: { derive: { rooms: total_rooms / households } }
              split: { strategy: random, test: 0.2, seed: 42 }
            train:
              models: [ridge, gradient_boosting: { early_stopping: 30 }, mlp: { hidden: [32, 32], batch_size: 64 }]
              tune: { trials: 60, space: { ridge.alpha: [0.1, 1] } }
            observe: { drift: { window: 1d }, alerts: [ { when: rows > 1, for: 2 } ] }
            """);

        Assert.Equal("""
            using Rondo.Lifecycle.Fluent;

            var spec = Lifecycle.Create("california-housing")
                .Define(d => d.Target("median_house_value").Success(rmse: 50_000))
                .Prepare(p => p
                    .Source("data/housing.csv")
                    .Clean(c => c.Missing("age", constant: "0").Missing("total_bedrooms", "median"))
                    .Features(f => f.Derive("rooms", "total_rooms / households"))
                    .Split(strategy: "random", test: 0.2, seed: 42))
                .Train(t => t
                    .Models(Model.Ridge(), Model.GradientBoosting(earlyStopping: 30), Model.Of("mlp", ("batch_size", 64), ("hidden", new object?[] { 32, 32 })))
                    .Tune(t => t.Trials(60).Space("ridge.alpha", [0.1, 1])))
                .Observe(s => s
                    .Section("drift", s => s.Set("window", "1d"))
                    .Set("alerts", new object?[] { Mapping.Of(("when", "rows > 1"), ("for", 2)) }))
                .Build();

            var result = await spec.RunAsync();
            Console.WriteLine($"{result.Version} is registered; spec_hash {result.Version.SpecHash}");

            """.ReplaceLineEndings("\n"), CSharpProgram.Of(spec));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void What_the_guide_shows_compiles_and_builds_the_same_spec()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Rondo.slnx"))) root = Path.GetDirectoryName(root)!;
        var guide = File.ReadAllText(Path.Combine(root, "docs", "guide", "csharp.md"));
        var fluent = Between(guide, "Lifecycle.Create(\"california-housing\")", ".Build()");
        var typed = Between(guide, "Lifecycle.Create<House>(\"california-housing\")", ";\n```");
        var record = Between(guide, "public sealed record House", "\nvar typed");

        var built = CompiledProgram.Evaluate([fluent + ".Build()", typed + ".Build()"], record);

        Assert.Equal(60, built[0].Train.Tune.Trials);
        Assert.Equal(["total_rooms / households", "ocean_proximity != 'INLAND'"], built[1].Prepare.Features.Derive.Select(d => d.Expression));
        Assert.Equal(built[0].Define.ToString(), built[1].Define.ToString());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_typed_program_builds_the_files_spec_over_a_record_of_its_columns()
    {
        var spec = Given.Spec("""
            name: homes
            define: { target: price }
            prepare: { source: homes.csv, features: { derive: { size: area / rooms } } }
            observe: {}
            """);
        var schema = new SchemaFile([new("area", ColumnType.Double), new("rooms", ColumnType.Int64), new("Sold On", ColumnType.Date), new("sold on", ColumnType.Text), new("price", ColumnType.Double), new("2nd", ColumnType.Boolean)]);

        var (expression, record) = CSharpProgram.TypedExpression(spec, schema);

        Assert.Contains("    [Target]\n    public double? Price { get; init; }", record, StringComparison.Ordinal);
        Assert.Contains("    [Column(\"Sold On\")]\n    public DateOnly? SoldOn { get; init; }", record, StringComparison.Ordinal);
        Assert.Equal(SpecJson.Hash(spec), SpecJson.Hash(CompiledProgram.Evaluate([expression + ".Build()"], record).Single()));
        Assert.Contains("await lifecycle.RunAsync();", CSharpProgram.Typed(spec, schema), StringComparison.Ordinal);
    }

    static string Between(string text, string begin, string end)
    {
        text = text.ReplaceLineEndings("\n");
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Programs_of_random_specs_compile_and_build_the_same_specs()
    {
        var specs = Enumerable.Range(0, 200).Select(seed => new RandomSpecs(seed).Make()).ToArray();

        var built = CompiledProgram.Evaluate([.. specs.Select(CSharpProgram.Expression)]);

        for (var i = 0; i < specs.Length; i++) Assert.Equal(SpecJson.Canonical(specs[i]), SpecJson.Canonical(built[i]));
    }
}
