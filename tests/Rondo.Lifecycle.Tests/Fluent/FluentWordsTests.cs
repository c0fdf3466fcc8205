using System.Collections.Immutable;
using System.Reflection;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Lifecycle.Tests.Spec;

namespace Rondo.Lifecycle.Tests.Fluent;

/// <summary>Whatever the file can say has a method of its own.</summary>
public sealed class FluentWordsTests
{
    // RandomSpecsTests holds that these specs say every word; a word without a method would be said by Set or Section.
    [Fact]
    public void Every_word_of_the_file_has_a_method()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var spec = new RandomSpecs(seed).Make() with { Later = ImmutableSortedDictionary.Create<string, YamlMap>(StringComparer.Ordinal) };

            var program = CSharpProgram.Expression(spec);

            Assert.DoesNotContain(".Set(", program, StringComparison.Ordinal);
            Assert.DoesNotContain(".Section(", program, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_metric_that_a_criterion_may_bound_has_an_argument()
    {
        var arguments = typeof(DefineWords).GetMethods().Where(m => m.Name == nameof(DefineWords.Success)).SelectMany(m => m.GetParameters()).Where(p => p.IsOptional);

        Assert.Equal(
            MetricWords.Predictive.Concat(MetricWords.Other).Select(m => m.Name).Order(StringComparer.Ordinal),
            arguments.Select(p => PartCatalog.SnakeCase(p.Name!)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Shortcuts_of_models_have_the_parameters_that_their_algorithms_have()
    {
        foreach (var shortcut in typeof(Model).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name != nameof(Model.Of)))
        {
            var part = Given.Parts.Find<IAlgorithm>(PartCatalog.SnakeCase(shortcut.Name));

            Assert.NotNull(part);
            Assert.Empty(shortcut.GetParameters().Select(p => PartCatalog.SnakeCase(p.Name!)).Except(part.Parameters.Select(p => p.Name)));
        }
    }

    [Fact]
    public void Words_for_encodings_and_searches_are_those_of_the_file()
    {
        foreach (var encoding in Constants(typeof(Encoding)))
            Assert.Equal(encoding, Given.Spec(Given.With("prepare", $"source: a.csv\nfeatures: {{ encode: {{ a: {encoding} }} }}")).Prepare.Features.Encode["a"]);
        Assert.Equal(Given.Parts.OfKind("search").Select(p => p.Name).Append("none").Order(StringComparer.Ordinal), Constants(typeof(Search)).Order(StringComparer.Ordinal));
    }

    static IEnumerable<string> Constants(Type type) => type.GetFields().Select(f => (string)f.GetRawConstantValue()!);
}
