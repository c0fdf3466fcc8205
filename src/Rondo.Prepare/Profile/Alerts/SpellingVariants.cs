using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms.Spellings;

namespace Rondo.Prepare.Profile.Alerts;

[Part("spelling_variants", "A column of text spells one value in several ways.")]
public sealed record SpellingVariants : IDataAlert
{
    private const int Shown = 3;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var (column, texts) in table.TextColumns)
        {
            if (DatesAsText.IsDates(texts) || NumbersAsText.AreMostlyNumbers(texts)) continue;
            SpellingSuggestion[] found = [.. SpellingSuggestion.Of(Table.Of((column.Name, column.Column))).Where(IsOfSpelling)];
            if (found.Length == 0) continue;
            var shown = found.Take(Shown).Select(s => $"{Wording.Some(s.Variants.Skip(1).Select(v => v.Value))} as '{ValueText.Cut(s.Canonical, 40)}'");
            yield return new DataAlert(column.Name,
                $"Column '{column.Name}' seems to spell one value in several ways: {string.Join("; ", shown)}{(found.Length > Shown ? $" and {Wording.Count(found.Length - Shown)} more" : "")}.",
                "`prepare.clean.categories.merge_spelling: true` merges them.")
                .With(("values", found.Length), ("rows", found.Sum(s => s.Variants.Skip(1).Sum(v => (double)v.Count))));
        }
    }

    // Surplus spaces and words for missing values have alerts of their own.
    static bool IsOfSpelling(SpellingSuggestion suggestion) =>
        suggestion.Variants.Where(v => !TextForms.IsPlaceholder(v.Value)).Select(v => v.Value.Trim()).Distinct(StringComparer.Ordinal).Count() > 1;
}
