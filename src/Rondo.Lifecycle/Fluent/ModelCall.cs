using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The call that says a model: a shortcut that has all its parameters, else <see cref="Model.Of(string, ValueTuple{string, object?}[])"/>.</summary>
static class ModelCall
{
    private static readonly ILookup<string, MethodInfo> s_shortcuts = typeof(Model)
        .GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name != nameof(Model.Of)).ToLookup(m => PartCatalog.SnakeCase(m.Name));

    public static string Of(YamlNode model)
    {
        var (name, values) = model is YamlMap { Entries: [var only] } ? (only.Key, (YamlMap)only.Value) : (((YamlScalar)model).Text, Mapping.Empty);
        return s_shortcuts[name].Select(shortcut => Shortcut(shortcut, values)).FirstOrDefault(call => call is not null) ?? Plain(name, values);
    }

    static string Plain(string name, YamlMap values) =>
        $"Model.Of({string.Join(", ", values.Entries.Select(e => $"({CSharpLiteral.Text(e.Key)}, {CSharpLiteral.Any(e.Value)})").Prepend(CSharpLiteral.Text(name)))})";

    static string? Shortcut(MethodInfo shortcut, YamlMap values)
    {
        var parameters = shortcut.GetParameters().ToDictionary(p => PartCatalog.SnakeCase(p.Name!), StringComparer.Ordinal);
        var arguments = values.Entries.Select(e => parameters.TryGetValue(e.Key, out var p) && CSharpLiteral.Of(e.Value, p.ParameterType) is { } value ? $"{p.Name}: {value}" : null).ToArray();
        return arguments.Contains(null) ? null : $"Model.{shortcut.Name}({string.Join(", ", arguments)})";
    }
}
