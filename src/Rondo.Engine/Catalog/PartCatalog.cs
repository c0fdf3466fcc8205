using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Catalog;

/// <summary>All parts of the given assemblies, found by their attributes; makes a part from its name and parameters.</summary>
// A trimmed program keeps whole whichever assemblies of parts it has.
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Kept)]
public sealed class PartCatalog
{
    internal const string Kept = "TrimmerRootAssembly keeps the assembly that the parts are in; Rondo.Serving.Tests asks the trimmed program for every part.";

    private readonly Dictionary<(string Kind, string Name), PartInfo> _parts = [];

    public PartCatalog(params IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.Distinct().SelectMany(a => a.GetTypes()))
        {
            if (type.GetCustomAttribute<PartAttribute>() is not { } part) continue;
            var info = Describe(type, part);
            if (!_parts.TryAdd((info.Kind, info.Name), info))
                throw new InvalidOperationException($"Two parts of kind {info.Kind} are named '{info.Name}'.");
        }
    }

    /// <summary>Every part, by kind and then by name.</summary>
    public IEnumerable<PartInfo> Parts => _parts.Values.OrderBy(p => p.Kind, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal);

    public IEnumerable<PartInfo> OfKind(string kind) => Parts.Where(p => p.Kind == kind);

    public PartInfo? Find<T>(string name) => _parts.GetValueOrDefault((KindOf(typeof(T)), name));

    /// <summary>Makes the part with these parameter values (numbers, booleans, text, or lists of them).</summary>
    /// <exception cref="RondoException">No such part or parameter, a value of the wrong type or out of bounds; all of them at once.</exception>
    public T Create<T>(string name, IReadOnlyDictionary<string, object?>? values = null)
    {
        var kind = KindOf(typeof(T));
        if (Find<T>(name) is not { } info)
        {
            var names = OfKind(kind).Select(p => p.Name).ToArray();
            throw new RondoException($"unknown_{kind}", $"There is no {kind} named '{name}'.",
                Spelling.DidYouMean(name, names) ?? $"Known: {string.Join(", ", names)}.");
        }
        var part = Activator.CreateInstance(info.Type)!;
        var mistakes = new List<Mistake>();
        foreach (var (key, value) in values ?? ImmutableDictionary<string, object?>.Empty)
        {
            var param = info.Parameters.FirstOrDefault(p => p.Name == key);
            if (param is null)
            {
                var known = info.Parameters.Select(p => p.Name).ToArray();
                mistakes.Add(new Mistake("unknown_parameter", $"'{name}' has no parameter '{key}'.")
                {
                    Field = key,
                    Hint = Spelling.DidYouMean(key, known) ?? (known.Length == 0 ? "It has none." : $"Known: {string.Join(", ", known)}."),
                });
            }
            else if (Convert(param, value, out var problem) is { } converted && problem is null) param.Property.SetValue(part, converted);
            else mistakes.Add(new Mistake("bad_parameter", $"'{name}.{key}': {problem}") { Field = key });
        }
        return mistakes.Count == 0 ? (T)part : throw new RondoException(mistakes);
    }

    /// <summary>The part's own parameters and their values, for files and reports. Keys are in snake_case.</summary>
    public static IReadOnlyDictionary<string, object?> Values(object part) =>
        Describe(part.GetType(), part.GetType().GetCustomAttribute<PartAttribute>()!)
            .Parameters.ToDictionary(p => p.Name, p => p.Property.GetValue(part));

    /// <summary>The same in the words of a file.</summary>
    public static IReadOnlyDictionary<string, object?> PlainValues(object part) => Values(part).ToDictionary(v => v.Key, v => Plain(v.Value), StringComparer.Ordinal);

    /// <summary>A parameter's value in the words of a file: text, true or false, whole and real numbers, and lists of them.</summary>
    public static object? Plain(object? value) => value switch
    {
        null or string or bool or double or long => value,
        int whole => (long)whole,
        Enum word => SnakeCase(word.ToString()),
        ImmutableSortedDictionary<string, string> map => map.ToImmutableSortedDictionary(m => m.Key, m => (object?)m.Value, StringComparer.Ordinal),
        IEnumerable list => list.Cast<object?>().Select(Plain).ToImmutableArray(),
        _ => throw new InvalidOperationException($"A parameter of type {value.GetType().Name} can't be written to a file."),
    };

    public static string NameOf(object part) =>
        part.GetType().GetCustomAttribute<PartAttribute>()?.Name
        ?? throw new ArgumentException($"{part.GetType().Name} is not a part.", nameof(part));

    /// <summary>Why the parameter cannot have this value, or null when it can.</summary>
    public static string? ProblemWith(ParamInfo param, object? value)
    {
        _ = Convert(param, value, out var problem);
        return problem;
    }

    /// <summary>MaxDepth becomes max_depth, and NEstimators n_estimators.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var beginsWord = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (beginsWord) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    static PartInfo Describe(Type type, PartAttribute part)
    {
        var kind = type.GetInterfaces().Select(i => i.GetCustomAttribute<PartKindAttribute>()?.Name).FirstOrDefault(n => n is not null)
            ?? throw new InvalidOperationException($"The part {type.Name} implements no kind of part.");
        var blank = Activator.CreateInstance(type);
        var parameters = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => (Property: p, Attribute: p.GetCustomAttribute<ParamAttribute>()))
            .Where(p => p.Attribute is not null)
            .Select(p => new ParamInfo(SnakeCase(p.Property.Name), p.Attribute!, p.Property, p.Property.GetValue(blank)));
        return new PartInfo(part.Name, kind, part.Summary, type, [.. parameters]);
    }

    static string KindOf(Type contract) =>
        contract.GetCustomAttribute<PartKindAttribute>()?.Name
        ?? throw new ArgumentException($"{contract.Name} is not a kind of part.", nameof(contract));

    static object? Convert(ParamInfo param, object? value, out string? problem)
    {
        problem = null;
        var type = Nullable.GetUnderlyingType(param.Property.PropertyType) ?? param.Property.PropertyType;
        if (type == typeof(ImmutableSortedDictionary<string, string>)) return ConvertMap(value, out problem);
        if (type.IsArray) return ConvertList(param, type.GetElementType()!, value, out problem);
        return ConvertScalar(param, type, value, out problem);
    }

    static ImmutableSortedDictionary<string, string>? ConvertMap(object? value, out string? problem)
    {
        problem = null;
        if (value is IReadOnlyDictionary<string, object?> map && map.Values.All(v => v is string))
            return map.ToImmutableSortedDictionary(v => v.Key, v => (string)v.Value!, StringComparer.Ordinal);
        problem = "expected names with texts.";
        return null;
    }

    static Array? ConvertList(ParamInfo param, Type element, object? value, out string? problem)
    {
        problem = null;
        var items = value is IEnumerable list and not string ? list.Cast<object?>().ToArray() : [value];
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var item = ConvertScalar(param, element, items[i], out problem);
            if (problem is not null) return null;
            array.SetValue(item, i);
        }
        return array;
    }

    static object? ConvertScalar(ParamInfo param, Type type, object? value, out string? problem)
    {
        problem = null;
        if (type == typeof(bool) && value is bool) return value;
        if (type == typeof(string) && value is string) return value;
        if (type == typeof(object) && value is string or bool or int or long or double) return value;
        if (type.IsEnum && value is string word)
        {
            foreach (var member in Enum.GetValues(type))
                if (SnakeCase(member.ToString()!) == word) return member;
            var known = Enum.GetNames(type).Select(SnakeCase).ToArray();
            problem = $"'{word}' is not one of {string.Join(", ", known)}. {Spelling.DidYouMean(word, known)}".TrimEnd();
            return null;
        }
        if (value is int or long or double && (type == typeof(int) || type == typeof(long) || type == typeof(double)))
        {
            var number = System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
            var (min, max) = (param.Attribute.Min, param.Attribute.Max);
            if (!(number >= min && number <= max))
                problem = FormattableString.Invariant($"{number} is outside {min} to {max}.");
            else if (type != typeof(double) && number != Math.Floor(number))
                problem = FormattableString.Invariant($"{number} is not a whole number.");
            else if (type == typeof(int) && Math.Abs(number) > int.MaxValue)
                problem = FormattableString.Invariant($"{number} is too large.");
            return problem is null ? System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture) : null;
        }
        var expected = type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(SnakeCase))
            : type == typeof(bool) ? "true or false" : type == typeof(string) ? "text" : "a number";
        problem = $"expected {expected}, found {(value is null ? "nothing" : $"'{System.Convert.ToString(value, CultureInfo.InvariantCulture)}'")}.";
        return null;
    }
}
