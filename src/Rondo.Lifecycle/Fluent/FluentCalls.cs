using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>
/// The calls that say a section of a file. They are found in the methods themselves: one that is named as a key and takes the value
/// says it; a key without one is said by <c>Set</c> or <c>Section</c>. So a new word of the file needs a new method and nothing here.
/// </summary>
static class FluentCalls
{
    private static readonly Dictionary<(Type Section, string Key), MethodInfo[]> s_methods = [];

    /// <param name="section">The type of the section's words.</param>
    /// <param name="indent">Spaces before each call that stands on a line of its own.</param>
    public static List<string> Of(Type section, YamlMap map, int indent) =>
        [.. map.Entries.SelectMany(entry => Calls(MethodsFor(section, entry.Key), entry.Value, indent) ?? [Unnamed(entry, indent)])];

    /// <summary>The calls after an expression: on its line when they fit there.</summary>
    public static string Chain(string start, IReadOnlyList<string> calls, int indent)
    {
        var line = start + string.Concat(calls);
        var fits = calls.Count <= 3 && line.Length + indent <= 120 && !line.Contains('\n', StringComparison.Ordinal);
        return fits || calls.Count == 0 ? line : start + string.Concat(calls.Select(call => $"\n{new string(' ', indent)}{call}"));
    }

    /// <summary>The methods that a section has for a key.</summary>
    public static MethodInfo[] MethodsFor(Type section, string key)
    {
        lock (s_methods)
        {
            if (s_methods.TryGetValue((section, key), out var known)) return known;
            var methods = section.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => (m.GetCustomAttribute<WordAttribute>()?.Key ?? PartCatalog.SnakeCase(m.Name)) == key).ToArray();
            return s_methods[(section, key)] = methods;
        }
    }

    // One method for the whole value, or else for each of its entries.
    static List<string>? Calls(MethodInfo[] methods, YamlNode value, int indent)
    {
        if (methods.Select(method => Call(method, value, indent)).FirstOrDefault(calls => calls is not null) is { } whole) return whole;
        if (value is not YamlMap { Entries.Length: > 1 } map) return null;
        var single = map.Entries.Select(entry => Calls(methods, new YamlMap([entry], default), indent)).ToArray();
        return single.Contains(null) ? null : [.. single.SelectMany(calls => calls!)];
    }

    static string Unnamed(YamlEntry entry, int indent) => entry.Value is YamlMap { Entries.Length: > 0 } map
        ? $".Section({CSharpLiteral.Text(entry.Key)}, {Lambda(typeof(OtherWords), map, indent)})"
        : $".Set({CSharpLiteral.Text(entry.Key)}, {CSharpLiteral.Any(entry.Value)})";

    static List<string>? Call(MethodInfo method, YamlNode value, int indent)
    {
        var parameters = method.GetParameters();
        if (parameters is [{ ParameterType: { IsGenericType: true } lambda }] && lambda.GetGenericTypeDefinition() == typeof(Func<,>))
            return value is YamlMap map ? [$".{method.Name}({Lambda(lambda.GetGenericArguments()[0], map, indent)})"] : null;
        var calls = Arguments(parameters, value)?.Select(arguments => $".{method.Name}({arguments})").ToList();
        return calls is { Count: > 0 } ? calls : null;
    }

    static string Lambda(Type section, YamlMap map, int indent)
    {
        var name = section == typeof(OtherWords) ? "s" : section.Name[..1].ToLowerInvariant();
        return Chain($"{name} => {name}", Of(section, map, indent + 4), indent + 4);
    }

    // One list of arguments for each call that the value takes; null when the parameters can't hold it.
    static List<string>? Arguments(ReadOnlySpan<ParameterInfo> parameters, YamlNode value)
    {
        if (parameters.Length > 1 && parameters[0].IsDefined(typeof(KeyAttribute))) return value is YamlMap map ? Keyed(parameters[1..], map) : null;
        if (value is YamlMap named && Named(parameters, named) is { } all) return [all];
        if (parameters is [var only]) return Last(only, value) is { } argument ? [argument] : null;
        // A single value is the first of several that could be given.
        return value is YamlScalar && parameters.Length > 1 && IsAllOptional(parameters) && CSharpLiteral.Of(value, parameters[0].ParameterType) is { } first ? [first] : null;
    }

    static List<string>? Keyed(ReadOnlySpan<ParameterInfo> rest, YamlMap map)
    {
        var calls = new List<string>();
        foreach (var entry in map.Entries)
        {
            if (Arguments(rest, entry.Value) is not { } inner) return null;
            calls.AddRange(inner.Select(arguments => arguments.Length == 0 ? CSharpLiteral.Text(entry.Key) : $"{CSharpLiteral.Text(entry.Key)}, {arguments}"));
        }
        return calls;
    }

    static string? Last(ParameterInfo parameter, YamlNode value)
    {
        if (parameter.ParameterType == typeof(ModelSpec[])) return value is YamlList models ? string.Join(", ", models.Items.Select(PartCall.Of)) : null;
        if (parameter.ParameterType == typeof(TransformSpec[])) return value is YamlList transforms ? string.Join(", ", transforms.Items.Select(PartCall.OfTransform)) : null;
        if (parameter.ParameterType == typeof(SourceDefinition)) return SourceCall(value);
        var isList = parameter.IsDefined(typeof(ParamArrayAttribute));
        if (!isList) return CSharpLiteral.Of(value, parameter.ParameterType);
        var (list, element) = (value as YamlList, parameter.ParameterType.GetElementType()!);
        // Any values stay together: spread out, a single text would be taken for the text alone.
        if (list is null) return element == typeof(object) ? null : CSharpLiteral.Of(value, element);
        return CSharpLiteral.Of(list, parameter.ParameterType) is { } items ? element == typeof(object) ? items : items[1..^1] : null;
    }

    static string? SourceCall(YamlNode source)
    {
        var map = source as YamlMap ?? new YamlMap([new YamlEntry("from", default, source)], default);
        var words = map.Entries.Where(e => e.Key != "from").Select(e => $"({CSharpLiteral.Text(e.Key)}, {CSharpLiteral.Any(e.Value)})");
        var from = CSharpLiteral.Of(map["from"]!, typeof(string)) ?? CSharpLiteral.Of(map["from"]!, typeof(string[]));
        return $"Source.Of({string.Join(", ", words.Prepend(from!))})";
    }

    static string? Named(ReadOnlySpan<ParameterInfo> parameters, YamlMap map)
    {
        var byKey = parameters.ToArray().ToDictionary(p => PartCatalog.SnakeCase(p.Name!), StringComparer.Ordinal);
        if (byKey.Values.Any(p => !p.IsOptional && map[PartCatalog.SnakeCase(p.Name!)] is null)) return null;
        var arguments = map.Entries.Select(e => byKey.TryGetValue(e.Key, out var p) && CSharpLiteral.Of(e.Value, p.ParameterType) is { } value ? $"{NameOf(p)}: {value}" : null).ToArray();
        return arguments.Contains(null) ? null : string.Join(", ", arguments);
    }

    static string NameOf(ParameterInfo parameter) => parameter.Name is "base" or "in" ? $"@{parameter.Name}" : parameter.Name!;

    static bool IsAllOptional(ReadOnlySpan<ParameterInfo> parameters)
    {
        foreach (var parameter in parameters)
            if (!parameter.IsOptional) return false;
        return true;
    }
}
