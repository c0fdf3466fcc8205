using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("surrounding_spaces", "A column of text has values with spaces before or after them.")]
public sealed record SurroundingSpaces : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from found in table.TextColumns
        let rows = found.Texts.RowsWhere(TextForms.HasSurplusSpace)
        where rows > 0 && found.Texts.Shape.Words < UniqueValues.FreeTextWords
        select new DataAlert(found.Column.Name, $"Column '{found.Column.Name}' has {Wording.Count(rows)} values with spaces before or after them, such as {Wording.Some(found.Texts.Values.Where(TextForms.HasSurplusSpace), 2)}.", "`prepare.clean.categories.merge_spelling: true` makes them one with the others.")
            .With(("rows", rows));
}
