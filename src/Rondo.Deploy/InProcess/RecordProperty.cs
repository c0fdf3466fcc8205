using System.Reflection;

namespace Rondo.Deploy.InProcess;

/// <summary>A property of a record, and the names of the column that it may stand for, the surest first.</summary>
public sealed record RecordProperty(PropertyInfo Property, IReadOnlyList<string> ColumnNames)
{
    /// <summary>As messages call it.</summary>
    public string Name => $"{Property.ReflectedType!.Name}.{Property.Name}";

    /// <summary>What it holds when it holds something.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Whether it can say that its value is missing: by null, or a number by NaN.</summary>
    public bool MayBeMissing => !Property.PropertyType.IsValueType || Type != Property.PropertyType || Type == typeof(double) || Type == typeof(float);
}
