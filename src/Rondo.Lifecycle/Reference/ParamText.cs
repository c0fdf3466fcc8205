using System.Collections;
using System.Globalization;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Reference;

/// <summary>A parameter's default, bounds and range in words.</summary>
public static class ParamText
{
    public static string Of(object? value) => value switch
    {
        null => "none",
        "" => "empty",
        Enum word => PartCatalog.SnakeCase(word.ToString()),
        bool flag => flag ? "true" : "false",
        string text => text,
        IDictionary => "none",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>What values it takes.</summary>
    public static string Allowed(ParamInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.Property.PropertyType) ?? parameter.Property.PropertyType;
        var (element, plural) = type.IsArray ? (type.GetElementType()!, "s") : (type, "");
        if (element.IsEnum) return string.Join(", ", Enum.GetNames(element).Select(PartCatalog.SnakeCase));
        if (element == typeof(bool)) return "true, false";
        if (element == typeof(string)) return $"text{plural}";
        if (element != typeof(int) && element != typeof(long) && element != typeof(double)) return typeof(IDictionary).IsAssignableFrom(type) ? "names with texts" : "any value";
        return $"{(element == typeof(double) ? "number" : "whole number")}{plural}{Bounds(parameter.Attribute)}";
    }

    /// <summary>What a search tries unless the file says otherwise.</summary>
    public static string Searched(ParamInfo parameter)
    {
        var attribute = parameter.Attribute;
        if (attribute.TuneChoices.Length > 0) return string.Join(", ", attribute.TuneChoices);
        if (attribute.Tune) return "every one";
        return double.IsFinite(attribute.TuneMin) ? string.Create(CultureInfo.InvariantCulture, $"{attribute.TuneMin} to {attribute.TuneMax}{(attribute.Log ? ", by logarithm" : "")}") : "";
    }

    static string Bounds(ParamAttribute attribute) => (double.IsFinite(attribute.Min), double.IsFinite(attribute.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $", {attribute.Min} to {attribute.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $", at least {attribute.Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $", at most {attribute.Max}"),
        _ => "",
    };
}
