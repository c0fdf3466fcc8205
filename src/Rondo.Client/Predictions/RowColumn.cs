using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Client.Predictions;

/// <summary>A property of a class as a column.</summary>
sealed record RowColumn<T>(string Name, Func<T, object?> Get);

/// <summary>The properties of a class that are columns: all but those marked as the target or to be ignored.</summary>
static class RowColumns<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] T>
{
    /// <summary>Null for dictionaries, whose entries are the columns.</summary>
    public static IReadOnlyList<RowColumn<T>>? All { get; } = typeof(T).IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, object?>>)) ? null :
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .Where(p => !p.IsDefined(typeof(JsonIgnoreAttribute)) && Marks(p).All(m => m.AttributeType.Name != "TargetAttribute"))
            .Select(p => new RowColumn<T>(NameOf(p), row => p.GetValue(row))),
    ];

    // Marks of Rondo.Lifecycle, of which this library needs nothing, and others of that name.
    static string NameOf(PropertyInfo property) =>
        Marks(property).Where(m => m.AttributeType.Name is "ColumnAttribute" or nameof(JsonPropertyNameAttribute))
            .Select(m => m.ConstructorArguments is [{ Value: string name }, ..] ? name : null).FirstOrDefault(n => n is not null)
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    // The parameter of a primary constructor carries what is written before it.
    static IEnumerable<CustomAttributeData> Marks(PropertyInfo property) => property.CustomAttributes.Concat(typeof(T).GetConstructors()
        .SelectMany(c => c.GetParameters()).Where(p => p.Name == property.Name && p.ParameterType == property.PropertyType).SelectMany(p => p.CustomAttributes));
}
