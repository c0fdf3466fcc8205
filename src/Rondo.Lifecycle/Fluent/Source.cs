using System.Collections.Immutable;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Where rows come from, with the words that go with the place: <c>Source.Of("postgres://crm", ("table", "customers"))</c>.</summary>
public static class Source
{
    /// <param name="from">A path, a glob or an address.</param>
    /// <param name="words">format, and the source's own parameters.</param>
    public static SourceDefinition Of(string from, params (string Word, object? Value)[] words) => Of([from], words);

    public static SourceDefinition Of(string[] from, params (string Word, object? Value)[] words) => new([.. from])
    {
        Format = words.FirstOrDefault(w => w.Word == "format").Value as string,
        Parameters = words.Where(w => w.Word != "format").ToImmutableSortedDictionary(w => w.Word, w => w.Value, StringComparer.Ordinal),
    };
}
