using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>The parameters of one model that a search moves.</summary>
/// <param name="Model">What the trials call it.</param>
public sealed record SearchSpace(string Model, ImmutableArray<Dimension> Dimensions)
{
    /// <summary>The model's own values of these parameters, tried first; null for none to try first.</summary>
    public IReadOnlyDictionary<string, object?>? Defaults { get; init; }

    /// <summary>How many sets of parameters there are; null for no end of them.</summary>
    public long? Size
    {
        get
        {
            var size = 1L;
            foreach (var dimension in Dimensions)
            {
                if (dimension.Levels is not { } levels) return null;
                if (size > long.MaxValue / levels) return null;
                size *= levels;
            }
            return size;
        }
    }

    /// <summary>The parameters at a point of the unit cube.</summary>
    public IReadOnlyDictionary<string, object?> At(ReadOnlySpan<double> point)
    {
        var parameters = new Dictionary<string, object?>(Dimensions.Length);
        for (var j = 0; j < Dimensions.Length; j++) parameters.Add(Dimensions[j].Name, Dimensions[j].At(point[j]));
        return parameters;
    }

    /// <summary>The point of these parameters; those left out stand in the middle.</summary>
    public double[] PointOf(IReadOnlyDictionary<string, object?> parameters)
    {
        var point = new double[Dimensions.Length];
        for (var j = 0; j < point.Length; j++)
            point[j] = parameters.TryGetValue(Dimensions[j].Name, out var value) ? Dimensions[j].UnitOf(value) : 0.5;
        return point;
    }

    /// <summary>The space of a part: what the file gives is exactly what is searched; without that, the parameters that are marked as tuned.</summary>
    /// <param name="overrides">From the parameter's name to its range as text or to a list of values.</param>
    /// <param name="given">Parameters that the file sets: not searched unless they have a range.</param>
    /// <param name="configured">The part as it would be fitted without a search; null for its plain defaults.</param>
    /// <exception cref="RondoException">Unknown parameters and bad ranges, all of them at once.</exception>
    public static SearchSpace Of(
        PartInfo part, IReadOnlyDictionary<string, object?>? overrides = null, IReadOnlyCollection<string>? given = null, object? configured = null)
    {
        var dimensions = overrides is { Count: > 0 }
            ? FromFile(part, overrides)
            : [.. part.Parameters.Where(p => given?.Contains(p.Name) != true).Select(Marked).OfType<Dimension>()];
        var defaults = dimensions.ToDictionary(d => d.Name, d => DefaultOf(part.Parameters.First(p => p.Name == d.Name), configured));
        return new SearchSpace(part.Name, dimensions) { Defaults = defaults };
    }

    /// <summary>The spaces of several parts from the file's keys, which are <c>algorithm.parameter</c>.</summary>
    /// <exception cref="RondoException">Keys that name no algorithm or parameter, and bad ranges, all of them at once.</exception>
    public static ImmutableArray<SearchSpace> OfAll(IReadOnlyList<PartInfo> parts, IReadOnlyDictionary<string, object?> space)
    {
        var mistakes = new List<Mistake>();
        var names = parts.Select(p => p.Name).ToArray();
        foreach (var key in space.Keys)
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && names.Contains(key[..dot])) continue;
            var hint = dot > 0 ? Spelling.DidYouMean(key[..dot], names) ?? $"Models of this file: {string.Join(", ", names)}." : "Write algorithm.parameter.";
            mistakes.Add(new Mistake("bad_range", $"'{key}' names no model of this file.") { Field = key, Hint = hint });
        }
        var spaces = ImmutableArray.CreateBuilder<SearchSpace>(parts.Count);
        foreach (var part in parts)
        {
            var own = space.Where(s => s.Key.StartsWith(part.Name + ".", StringComparison.Ordinal)).ToDictionary(s => s.Key[(part.Name.Length + 1)..], s => s.Value);
            try { spaces.Add(Of(part, own)); }
            catch (RondoException exception) { mistakes.AddRange(exception.Mistakes); }
        }
        return mistakes.Count == 0 ? spaces.ToImmutable() : throw new RondoException(mistakes);
    }

    static ImmutableArray<Dimension> FromFile(PartInfo part, IReadOnlyDictionary<string, object?> overrides)
    {
        var mistakes = new List<Mistake>();
        var dimensions = ImmutableArray.CreateBuilder<Dimension>(overrides.Count);
        foreach (var (name, value) in overrides.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            var key = $"{part.Name}.{name}";
            try { dimensions.Add(DimensionText.Parse(key, value, Param(part, name, key))); }
            catch (RondoException exception) { mistakes.AddRange(exception.Mistakes); }
        }
        return mistakes.Count == 0 ? dimensions.ToImmutable() : throw new RondoException(mistakes);
    }

    static ParamInfo Param(PartInfo part, string name, string key)
    {
        if (part.Parameters.FirstOrDefault(p => p.Name == name) is { } param) return param;
        var known = part.Parameters.Select(p => p.Name).ToArray();
        throw new RondoException(new Mistake("unknown_parameter", $"'{part.Name}' has no parameter '{name}'.")
        {
            Field = key,
            Hint = Spelling.DidYouMean(name, known) ?? (known.Length == 0 ? "It has none." : $"Known: {string.Join(", ", known)}."),
        });
    }

    static Dimension? Marked(ParamInfo param)
    {
        var attribute = param.Attribute;
        var type = Nullable.GetUnderlyingType(param.Property.PropertyType) ?? param.Property.PropertyType;
        if (attribute.TuneChoices.Length > 0) return DimensionText.Choice(param.Name, [.. attribute.TuneChoices.Select(FromJson)], param);
        if (double.IsFinite(attribute.TuneMin) && double.IsFinite(attribute.TuneMax))
            return new NumberDimension(param.Name, attribute.TuneMin, attribute.TuneMax, attribute.Log, type == typeof(int) || type == typeof(long));
        if (!attribute.Tune) return null;
        if (type.IsEnum) return new ChoiceDimension(param.Name, [.. Enum.GetNames(type).Select(n => (object?)PartCatalog.SnakeCase(n))]);
        return type == typeof(bool) ? new ChoiceDimension(param.Name, [false, true]) : null;
    }

    static object? FromJson(string text)
    {
        using var json = JsonDocument.Parse(text);
        return PlainValue.Parse(json.RootElement);
    }

    static object? DefaultOf(ParamInfo param, object? configured) =>
        PartCatalog.Plain(configured is null ? param.Default : param.Property.GetValue(configured));
}
