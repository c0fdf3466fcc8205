namespace Rondo.Lifecycle.Fluent;

/// <summary>The column that a property stands for, where it is not the property's name in snake_case.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ColumnAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
