using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The call that says a part of a list. A model: a shortcut that has all its parameters, else <see cref="Model.Of(string, ValueTuple{string, object?}[])"/>.</summary>
static class PartCall
{
    private static readonly ILookup<string, MethodInfo> s_shortcuts = typeof(Model)
        .GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name != nameof(Model.Of)).ToLookup(m => PartCatalog.SnakeCase(m.Name));

    public static string OfTransform(YamlNode transform)
    {
        var (name, values) = Parsed(transform);
        return Plain("Transform", name, values);
    }

    public static string Of(YamlNode model)
    {
        var (name, values) = Parsed(model);
        return s_shortcuts[name].Select(shortcut => Shortcut(shortcut, values)).FirstOrDefault(call => call is not null) ?? Plain("Model", name, values);
    }

    static (string Name, YamlMap Values) Parsed(YamlNode part) =>
        part is YamlMap { Entries: [var only] } ? (only.Key, (YamlMap)only.Value) : (((YamlScalar)part).Text, Mapping.Empty);

    static string Plain(string kind, string name, YamlMap values) =>
        $"{kind}.Of({string.Join(", ", values.Entries.Select(e => $"({CSharpLiteral.Text(e.Key)}, {CSharpLiteral.Any(e.Value)})").Prepend(CSharpLiteral.Text(name)))})";

    static string? Shortcut(MethodInfo shortcut, YamlMap values)
    {
        var parameters = shortcut.GetParameters().ToDictionary(p => PartCatalog.SnakeCase(p.Name!), StringComparer.Ordinal);
        var arguments = values.Entries.Select(e => parameters.TryGetValue(e.Key, out var p) && CSharpLiteral.Of(e.Value, p.ParameterType) is { } value ? $"{p.Name}: {value}" : null).ToArray();
        return arguments.Contains(null) ? null : $"Model.{shortcut.Name}({string.Join(", ", arguments)})";
    }
}
