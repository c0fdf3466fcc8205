using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>A spec as a C# program that builds the same spec and runs it.</summary>
public static class CSharpProgram
{
    /// <param name="spec">The spec to write.</param>
    /// <param name="folder">The folder that the spec's paths are relative to, as the program should name it; null for the current one.</param>
    public static string Of(LifecycleSpec spec, string? folder = null) => $$"""
        using Rondo.Lifecycle.Fluent;

        var spec = {{Expression(spec)}};

        {{Run("spec", folder)}}

        """.ReplaceLineEndings("\n");

    /// <summary>The same over a record of the data's columns.</summary>
    public static string Typed(LifecycleSpec spec, SchemaFile schema, string? folder = null)
    {
        var (expression, record) = TypedExpression(spec, schema);
        return $$"""
            using Rondo.Lifecycle.Fluent;

            var lifecycle = {{expression}};

            {{Run("lifecycle", folder)}}

            {{record}}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>The expression that builds the spec.</summary>
    public static string Expression(LifecycleSpec spec) => Words(spec, ".Build()");

    /// <summary>The expression of a lifecycle over a record, and the record.</summary>
    public static (string Expression, string Record) TypedExpression(LifecycleSpec spec, SchemaFile schema)
    {
        var name = CSharpRecord.Pascal((spec.Name ?? "data") + " row");
        var target = spec.Define.Target is { Expression: null } column ? column.Name : null;
        return (Words(spec, $".Typed<{name}>()"), CSharpRecord.Of(name, schema.Columns, target));
    }

    static string Words(LifecycleSpec spec, string last)
    {
        var tree = SpecTree.Of(spec);
        var create = spec.Name is { } name ? $"Lifecycle.Create({CSharpLiteral.Text(name)})" : "Lifecycle.Create()";
        var sections = new YamlMap([.. tree.Entries.Where(e => e.Key != "name")], default);
        return create + string.Concat(FluentCalls.Of(typeof(LifecycleWords), sections, indent: 4).Append(last).Select(call => "\n    " + call));
    }

    static string Run(string variable, string? folder)
    {
        var settings = folder is null ? "" : $"new RunSettings {{ Folder = {CSharpLiteral.Text(folder)} }}";
        return $$"""
            var result = await {{variable}}.RunAsync({{settings}});
            Console.WriteLine($"{result.Version} is registered; spec_hash {result.Version.SpecHash}");
            """;
    }
}
