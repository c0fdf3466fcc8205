using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.JsonSchema;

namespace Rondo.Lifecycle.Tests.Spec.JsonSchema;

public sealed class LifecycleSchemaTests
{
    static readonly JsonObject s_schema = JsonNode.Parse(LifecycleSchema.Text(Given.Parts))!.AsObject();

    [Fact]
    public void The_schema_of_the_documentation_is_the_one_that_is_printed()
    {
        var path = Path.Combine(GuideTests.Repository(), "docs", "reference", LifecycleSchema.FileName);
        if (Environment.GetEnvironmentVariable("RONDO_APPROVE") is "1") File.WriteAllText(path, LifecycleSchema.Text(Given.Parts));

        Assert.True(File.ReadAllText(path).ReplaceLineEndings("\n") == LifecycleSchema.Text(Given.Parts), $"{path} is old; write it anew: rondo codegen schema > docs/reference/{LifecycleSchema.FileName}");
    }

    [Fact]
    public void Both_full_examples_are_valid()
    {
        Assert.Null(Problem(Examples.Housing));
        Assert.Null(Problem(Examples.Churn));
        Assert.Null(Problem(Given.Short));
    }

    [Fact]
    public void Every_file_of_the_guide_and_the_samples_is_valid()
    {
        var samples = Directory.GetFiles(Path.Combine(GuideTests.Repository(), "samples"), "*.yaml", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("schema.yaml", StringComparison.Ordinal)).Select(File.ReadAllText);
        var found = GuideTests.Examples().Concat(samples).ToArray();

        Assert.True(found.Length > 15);
        Assert.All(found, text => Assert.Null(Problem(text)));
    }

    [Fact]
    public void Every_spec_that_can_be_said_is_valid() => Prop.ForAll(RandomSpecs.Any, spec =>
    {
        var problem = Problem(spec.ToYaml());
        return problem is null ? true : throw new InvalidOperationException($"{problem}\n{spec.ToYaml()}");
    }).CheckSeeded();

    /// <summary>A line of one of the full files, and what is made of it.</summary>
    public static TheoryData<string, string> Mutants => new()
    {
        { "target: median_house_value", "targt: median_house_value" },
        { "task: regression", "task: regresion" },
        { "task: regression", "task: [regression]" },
        { "baseline: median", "baseline: modus" },
        { "rmse: 50000", "rmse: \"< 50000\"" },
        { "rmse: 50000", "rmsee: 50000" },
        { "rmse: 50000", "rmse: -1" },
        { "r2: 0.80", "r2: 1.2" },
        { "name: california-housing", "name: california housing" },
        { "version: 1", "version: 2" },
        { "source: data/housing.csv", "sorce: data/housing.csv" },
        { "source: data/housing.csv", "source: 5" },
        { "source: data/housing.csv", "source: { from: data/housing.csv, format: cvs }" },
        { "source: data/housing.csv", "source: { from: a.jsonl, format: jsonl, delimiter: ';' }" },
        { "duplicates: drop", "duplicates: yes" },
        { "missing: { total_bedrooms: median }", "missing: { total_bedrooms: medain }" },
        { "outliers: { population: quantile_clip(0.01, 0.99) }", "outliers: { population: clip(0.01, 0.99) }" },
        { "outliers: { population: quantile_clip(0.01, 0.99) }", "outliers: quantile_clip(0.01)" },
        { "encode: { ocean_proximity: one_hot }", "encode: { ocean_proximity: onehot }" },
        { "encode: { ocean_proximity: one_hot }", "encode: one_hot" },
        { "scale: standard", "scale: { median_income: big }" },
        { "select: { method: rfe, keep: 10 }", "select: { method: rfe, keep: 0 }" },
        { "select: { method: rfe, keep: 10 }", "select: { keep: 10 }" },
        { "split: { strategy: random, test: 0.2, seed: 42 }", "split: { strategy: random, test: 20 }" },
        { "split: { strategy: random, test: 0.2, seed: 42 }", "split: { strategy: randomly }" },
        { "split: { strategy: random, test: 0.2, seed: 42 }", "split: { seed: 4.5 }" },
        { "split: { strategy: random, test: 0.2, seed: 42 }", "splitt: { test: 0.2 }" },
        { "leakage: error", "leakage: true" },
        { "metric: rmse\n  models", "metric: rmsle\n  models" },
        { "- ridge", "- rigde" },
        { "n_estimators: 300", "n_estimators: 0" },
        { "n_estimators: 300", "n_estimator: 300" },
        { "n_estimators: 300", "n_estimators: many" },
        { "hidden: [32, 32]", "hidden: [32, 0]" },
        { "activation: relu", "activation: rleu" },
        { "cv: { folds: 5, strategy: k_fold }", "cv: { folds: 1 }" },
        { "cv: { folds: 5, strategy: k_fold }", "cv: { fold: 5 }" },
        { "search: bayesian", "search: bayes" },
        { "trials: 60", "trials: 0" },
        { "timeout: 5m", "timeout: 5 minutes" },
        { "gradient_boosting.learning_rate: loguniform(0.01, 0.3)", "gradient_boosting.learning_rat: loguniform(0.01, 0.3)" },
        { "gradient_boosting.max_depth: int(3, 10)", "gradient_boosting.max_depth: integer(3, 10)" },
        { "slices: [ocean_proximity]", "slices: { ocean_proximity: 1 }" },
        { "explain: [permutation, shap]", "explain: [permutation, shape]" },
        { "intervals: 0.9", "intervals: 90" },
        { "port: 8080", "port: 80800" },
        { "formats: [onnx, c, js]", "formats: [onx]" },
        { "contract: sagemaker", "contract: sagemakr" },
        { "sample: 1.0", "sample: 2" },
        { "retain: 90d", "retain: 90 days" },
        { "mode: shadow", "mode: shadows" },
        { "- new_rows: 2000", "- new_row: 2000" },
        { "window: expanding", "window: growing" },
        { "better_than: champion", "beter_than: champion" },
    };

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_mutant_is_refused(string line, string mutant)
    {
        Assert.Contains(line, Examples.Housing, StringComparison.Ordinal);
        Assert.NotNull(Problem(Examples.Housing.Replace(line, mutant, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_schema_and_the_reader_agree_on_mutants_of_random_specs() => Prop.ForAll(RandomSpecs.Any, Gen.Choose(0, int.MaxValue - 100).ToArbitrary(), (spec, seed) =>
    {
        for (var i = 0; i < 8; i++) Agree(SpecMutants.Of(spec, seed + i));
        return true;
    }).CheckSeeded();

    static void Agree(string mutant)
    {
        var codes = CodesOf(mutant);
        var problem = Problem(mutant);
        if (codes.Length == 0 && problem is not null) throw new InvalidOperationException($"Read, but not valid: {problem}\n{mutant}");
        if (codes.Length > 0 && codes.All(SpecMutants.Codes.Contains) && problem is null) throw new InvalidOperationException($"Valid, but refused: {string.Join(", ", codes)}\n{mutant}");
    }

    static string[] CodesOf(string text)
    {
        try
        {
            SpecReader.Parse(text, "rondo.yaml", Given.Parts);
            return [];
        }
        catch (RondoException fault)
        {
            return [.. fault.Mistakes.Select(m => m.Code)];
        }
    }

    static string? Problem(string text) => SchemaCheck.Problem(s_schema, JsonNode.Parse(YamlAsJson.Of(text)?.ToJsonString() ?? "null"));
}
