namespace Rondo.Engine.Recipes;

/// <summary>Names a fitted type in pipeline.bin. The name never changes; a change of layout raises the version.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FittedAttribute(string name, int version = 1) : Attribute
{
    public string Name { get; } = name;

    public int Version { get; } = version;
}

/// <summary>Something fitted that can be written to pipeline.bin. The type carries <see cref="FittedAttribute"/> and implements <see cref="IReadable{TSelf}"/>.</summary>
public interface IFitted
{
    void Write(PipelineWriter writer);
}

/// <summary>The reading half of <see cref="IFitted"/>.</summary>
public interface IReadable<TSelf>
    where TSelf : IReadable<TSelf>
{
    /// <param name="reader">Bounded: throws on lengths that the data can't hold.</param>
    /// <param name="version">The version that was written, at most the type's own.</param>
    static abstract TSelf Read(PipelineReader reader, int version);
}
