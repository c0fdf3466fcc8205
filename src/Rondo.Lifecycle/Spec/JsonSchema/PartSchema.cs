using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of a part's parameters, from the attributes that also validate and document them.</summary>
static class PartSchema
{
    public static JsonObject Parameters(PartInfo part) =>
        Rule.Section([.. part.Parameters.Select(p => (p.Name, Parameter(p)))]).Says(part.Summary);

    /// <summary>The name of a part, or one name with its parameters.</summary>
    public static JsonObject OneOf(PartCatalog parts, string kind)
    {
        var withParameters = Rule.Section([.. parts.OfKind(kind).Select(p => (p.Name, Parameters(p).With("type", Rule.Array(["object", "null"]))))]);
        return Rule.Any(Rule.Word(parts.OfKind(kind).Select(p => p.Name)), withParameters.With("minProperties", 1).With("maxProperties", 1));
    }

    /// <summary>A value of the parameter, with its bounds, help and default.</summary>
    public static JsonObject Parameter(ParamInfo parameter)
    {
        var rule = Value(parameter).Says(parameter.Attribute.Summary);
        if (parameter.Default is not null) rule["default"] = JsonSerializer.SerializeToNode(PartCatalog.Plain(parameter.Default));
        return rule;
    }

    /// <summary>A value of the parameter: a single one, or for a list one or several.</summary>
    public static JsonObject Value(ParamInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.Property.PropertyType) ?? parameter.Property.PropertyType;
        return type.IsArray ? Rule.OneOrMore(Item(parameter, type.GetElementType()!)) : Item(parameter, type);
    }

    static JsonObject Item(ParamInfo parameter, Type type)
    {
        if (type.IsAssignableTo(typeof(IDictionary))) return Rule.Map(Rule.Text());
        if (type == typeof(bool)) return Rule.Flag();
        if (type == typeof(string)) return Rule.Text();
        if (type.IsEnum) return Rule.Word(Enum.GetNames(type).Select(PartCatalog.SnakeCase));
        if (type == typeof(object)) return Rule.Single();
        var (min, max) = (Finite(parameter.Attribute.Min), Finite(parameter.Attribute.Max));
        return type == typeof(double) ? Rule.Real(min, max) : Rule.Real(min, max).With("type", "integer");
    }

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
