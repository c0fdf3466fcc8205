using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("numbers_as_text", "A column of text holds numbers with currencies, units, percent signs or commas.")]
public sealed record NumbersAsText : IDataAlert
{
    private const int FewestValues = 3;
    private const double MostlyShare = 0.8;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var (column, texts) in table.TextColumns)
        {
            var (all, words, numbers) = Count(texts);
            if (texts.Values.Length < FewestValues || numbers == 0 || numbers + words < all) continue;
            // Where words for missing values are all that is in the way, that alert speaks.
            if (words > 0 && texts.Shape.PlainNumbers == numbers) continue;
            yield return new DataAlert(column.Name, $"Column '{column.Name}' is text, but its values are numbers, such as {Wording.Some(texts.Values.Where(TextForms.IsNumber), 2)}.", "Take currencies, units and commas away in the source, or derive a number by an expression.")
                .With(("rows", numbers));
        }
    }

    internal static bool AreMostlyNumbers(TextValues texts)
    {
        var (all, words, numbers) = Count(texts);
        return texts.Values.Length >= FewestValues && numbers > 0 && numbers >= MostlyShare * (all - words);
    }

    /// <summary>Rows with a value, those of words for missing ones, and those of numbers.</summary>
    internal static (long All, long Words, long Numbers) Count(TextValues texts) =>
        (texts.Shape.All, texts.Shape.Placeholders, texts.Shape.Numbers);
}
