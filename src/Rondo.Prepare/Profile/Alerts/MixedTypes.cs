using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("mixed_types", "A column holds numbers and, in at most a fifth of its rows, words; or the other way round.")]
public sealed record MixedTypes : IDataAlert
{
    private const double Rare = 0.2;
    private const int FewestRows = 20;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var (column, texts) in table.TextColumns)
        {
            var (all, words, numbers) = NumbersAsText.Count(texts);
            var others = all - words - numbers;
            if (all < FewestRows || Math.Min(numbers, others) == 0 || Math.Min(numbers, others) > Rare * (all - words) || DatesAsText.IsDates(texts) || numbers < others && texts.Values.Length < 10) continue;
            var (rare, isRare) = numbers < others ? ("numbers", (Func<string, bool>)TextForms.IsNumber) : ("words", text => !TextForms.IsNumber(text) && !TextForms.IsPlaceholder(text));
            // Free text and names may well have a number among them.
            if (rare == "numbers" && (texts.Shape.Words >= UniqueValues.FreeTextWords || UniqueValues.IsUnique(column.Profile))) continue;
            yield return new DataAlert(column.Name, $"Column '{column.Name}' mixes types: {Wording.Count(Math.Min(numbers, others))} of {Wording.Count(all)} values are {rare}, such as {Wording.Some(texts.Values.Where(isRare))}.", "Mend these values, or name them in `prepare.missing`.")
                .With(("rows", Math.Min(numbers, others)), ("share", (double)Math.Min(numbers, others) / all));
        }
    }
}
