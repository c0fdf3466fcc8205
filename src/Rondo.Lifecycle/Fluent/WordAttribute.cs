namespace Rondo.Lifecycle.Fluent;

/// <summary>The key that a method says, where its name is another.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class WordAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
