namespace Rondo.Lifecycle.Fluent;

/// <summary>Marks the property of a record that is to be predicted.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TargetAttribute : Attribute;
