using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Rondo.Deploy.InProcess;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>A record as the schema of a table: properties are columns, in snake_case unless they say otherwise.</summary>
sealed record RecordSchema(ImmutableArray<RecordColumn> Columns, string? Target, ImmutableArray<(string Name, LambdaExpression Value)> Derived)
{
    public static RecordSchema Of(Type record)
    {
        var properties = record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0).ToArray();
        foreach (var property in properties.Where(p => p.IsDefined(typeof(DerivedAttribute))))
            throw Refused(record, property);
        var targets = properties.Where(p => Marked<TargetAttribute>(p) is not null).ToArray();
        if (targets.Length > 1) throw new RondoException("conflicting_keys", $"{record.Name} has {targets.Length} properties with [Target]: {string.Join(", ", targets.Select(t => t.Name))}.", "Keep one of them.");
        return new RecordSchema(
            [.. properties.Select(p => new RecordColumn(ColumnOf(p), $"{record.Name}.{p.Name}", Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType))],
            targets is [var target] ? ColumnOf(target) : null,
            [.. DerivedOf(record)]);
    }

    /// <summary>The column that a property stands for.</summary>
    public static string ColumnOf(PropertyInfo property) => Marked<ColumnAttribute>(property)?.Name ?? PartCatalog.SnakeCase(property.Name);

    /// <summary>The properties that can be read, each with the columns that it may stand for: the one that it names, or else its own name in the usual spellings.</summary>
    public static IReadOnlyList<RecordProperty> PropertiesOf(Type record) =>
    [
        .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .Select(p => new RecordProperty(p, Marked<ColumnAttribute>(p) is { } named ? [named.Name]
                : [.. new[] { PartCatalog.SnakeCase(p.Name), p.Name, JsonNamingPolicy.CamelCase.ConvertName(p.Name) }.Distinct(StringComparer.Ordinal)])),
    ];

    static IEnumerable<(string, LambdaExpression)> DerivedOf(Type record)
    {
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.IsDefined(typeof(DerivedAttribute))).OrderBy(p => p.MetadataToken))
            yield return (PartCatalog.SnakeCase(property.Name), property.GetValue(null) as LambdaExpression ?? throw Refused(record, property));
    }

    // The parameter of a primary constructor carries what is written before it, unless it says `property:`.
    static TAttribute? Marked<TAttribute>(PropertyInfo property)
        where TAttribute : Attribute => property.GetCustomAttribute<TAttribute>() ?? property.DeclaringType!.GetConstructors()
            .SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == property.Name && p.ParameterType == property.PropertyType)?.GetCustomAttribute<TAttribute>();

    static RondoException Refused(Type record, PropertyInfo property) => new("bad_expression",
        $"{record.Name}.{property.Name} has [Derived], but gives no expression: a compiled property's body can't be read.",
        $"Write `[Derived] public static Expression<Func<{record.Name}, double>> {property.Name} => x => ...;`.");
}
