namespace Rondo.Lifecycle.Fluent;

/// <summary>Where a program says what a lifecycle file says.</summary>
public static class Lifecycle
{
    /// <param name="name">The model's name.</param>
    public static LifecycleWords Create(string name) => new LifecycleWords().Name(name);

    /// <summary>A lifecycle whose model is named after the folder of the run.</summary>
    public static LifecycleWords Create() => new();

    /// <summary>A lifecycle over a record, whose properties are the columns.</summary>
    public static TypedWords<T> Create<T>(string name) => Create(name).Typed<T>();
}
