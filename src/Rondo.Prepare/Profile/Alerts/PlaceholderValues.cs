using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("placeholder_values", "A column has values that people write for an unknown one, such as N/A or -999.")]
public sealed record PlaceholderValues : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var column in table.Columns)
        {
            if (PlaceholderNumbers.Of(column.Profile) is { } number) yield return Alert(column, [number.Value], number.Rows);
            if (column.Texts is not { } texts) continue;
            string[] words = [.. texts.Values.Where(TextForms.IsPlaceholder).Order(StringComparer.Ordinal)];
            // A column of nothing but such words has a meaning of its own.
            if (words.Length == 0 || words.Length == texts.Values.Length) continue;
            yield return Alert(column, words, texts.Shape.Placeholders);
        }
    }

    static DataAlert Alert(ProfiledColumn column, string[] words, long rows) => new DataAlert(column.Name,
        $"Column '{column.Name}' has {Wording.Some(words)} in {Wording.Count(rows)} rows, which may stand for an unknown value.", $"If so, read it as missing: `prepare.missing: [{string.Join(", ", words.Take(3))}]`.")
        .With(("rows", rows));
}
