using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>A spec as a C# program that builds the same spec and runs it.</summary>
public static class CSharpProgram
{
    /// <param name="spec">The spec to write.</param>
    /// <param name="folder">The folder that the spec's paths are relative to, as the program should name it; null for the current one.</param>
    public static string Of(LifecycleSpec spec, string? folder = null)
    {
        var settings = folder is null ? "" : $"new RunSettings {{ Folder = {CSharpLiteral.Text(folder)} }}";
        return $$"""
            using Rondo.Lifecycle.Fluent;

            var spec = {{Expression(spec)}};

            var result = await spec.RunAsync({{settings}});
            Console.WriteLine($"{result.Version} is registered; spec_hash {result.Version.SpecHash}");

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The expression that builds the spec.</summary>
    public static string Expression(LifecycleSpec spec)
    {
        var tree = SpecTree.Of(spec);
        var create = spec.Name is { } name ? $"Lifecycle.Create({CSharpLiteral.Text(name)})" : "Lifecycle.Create()";
        var sections = new YamlMap([.. tree.Entries.Where(e => e.Key != "name")], default);
        return create + string.Concat(FluentCalls.Of(typeof(LifecycleWords), sections, indent: 4).Append(".Build()").Select(call => "\n    " + call));
    }
}
