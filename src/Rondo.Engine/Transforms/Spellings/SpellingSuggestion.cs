using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms.Spellings;

/// <summary>A spelling and the number of its rows.</summary>
public sealed record SpellingVariant(string Value, int Count);

/// <summary>Spellings in a column that look like one value.</summary>
/// <param name="Canonical">The most frequent spelling of the most frequent value among them.</param>
/// <param name="Variants">All of them with their rows, the canonical one first, the others by frequency.</param>
public sealed record SpellingSuggestion(string Column, string Canonical, ImmutableArray<SpellingVariant> Variants)
{
    /// <summary>What <see cref="MergeSpelling"/> would merge, for a person to look at before. Columns of more categories are left out.</summary>
    public static ImmutableArray<SpellingSuggestion> Of(Table table, int maxCategories = 10_000, CancellationToken cancellation = default)
    {
        var suggestions = ImmutableArray.CreateBuilder<SpellingSuggestion>();
        for (var j = 0; j < table.Columns.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (table.Columns[j] is not TextColumn texts) continue;
            var (values, counts) = TextCategories.Count(texts);
            if (values.Length <= maxCategories) suggestions.AddRange(Of(table.Schema.Fields[j].Name, texts, values, counts));
        }
        return suggestions.DrainToImmutable();
    }

    static IEnumerable<SpellingSuggestion> Of(string name, TextColumn texts, string[] values, int[] counts)
    {
        var spellings = SpellingColumn.Learnt(name, texts);
        return values.Zip(counts, (value, count) => new SpellingVariant(value, count))
            .GroupBy(variant => spellings.Canonical(variant.Value), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new SpellingSuggestion(name, group.Key, [.. group.OrderByDescending(v => v.Value == group.Key).ThenByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal)]));
    }
}
