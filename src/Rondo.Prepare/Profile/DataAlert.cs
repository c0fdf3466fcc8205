using System.Collections.Immutable;

namespace Rondo.Prepare.Profile;

/// <summary>Something in the data that looks wrong, or that a model should not meet unprepared.</summary>
/// <param name="Column">The column it is about; null: the table.</param>
/// <param name="Message">What was found, in a sentence or two.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record DataAlert(string? Column, string Message, string Hint)
{
    /// <summary>The name of the part that raised it, which never changes.</summary>
    public string Code { get; init; } = "";

    /// <summary>The numbers that speak for it.</summary>
    public ImmutableSortedDictionary<string, double> Evidence { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    internal DataAlert With(params ReadOnlySpan<(string Name, double Value)> evidence)
    {
        var builder = Evidence.ToBuilder();
        foreach (var (name, value) in evidence) builder[name] = value;
        return this with { Evidence = builder.ToImmutable() };
    }
}
