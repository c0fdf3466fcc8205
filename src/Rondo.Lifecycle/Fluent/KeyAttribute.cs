namespace Rondo.Lifecycle.Fluent;

/// <summary>A parameter that is a key of the mapping which the method fills, as a column's name is; each call adds an entry.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
sealed class KeyAttribute : Attribute;
