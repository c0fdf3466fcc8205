namespace Rondo.Engine.Catalog;

/// <summary>Marks a type as a part that files name: an algorithm, a transform, a splitter, a metric, a source.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PartAttribute(string name, string summary) : Attribute
{
    /// <summary>The name in files and commands, in snake_case.</summary>
    public string Name { get; } = name;

    public string Summary { get; } = summary;
}

/// <summary>Marks an interface whose implementations are parts of one kind, such as <c>algorithm</c>.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class PartKindAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Marks a property as a parameter of its part. It validates, documents and tunes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParamAttribute(string summary) : Attribute
{
    public string Summary { get; } = summary;

    /// <summary>The smallest value allowed, itself included.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value allowed, itself included.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a search should move on a logarithmic scale.</summary>
    public bool Log { get; init; }

    /// <summary>The smallest value that a search tries unless the file says otherwise; with <see cref="TuneMax"/> it makes the parameter a tuned one.</summary>
    public double TuneMin { get; init; } = double.NaN;

    /// <summary>The largest value that a search tries unless the file says otherwise.</summary>
    public double TuneMax { get; init; } = double.NaN;

    /// <summary>The values that a search tries unless the file says otherwise, each as JSON: <c>"0"</c>, <c>"[64, 32]"</c>.</summary>
    public string[] TuneChoices { get; init; } = [];

    /// <summary>Whether a search tries every word of an enumeration, or both true and false.</summary>
    public bool Tune { get; init; }
}
