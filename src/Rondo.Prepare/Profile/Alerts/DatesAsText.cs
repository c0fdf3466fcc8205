using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("dates_as_text", "A column of text holds dates in a form that is not read as such.")]
public sealed record DatesAsText : IDataAlert
{
    private const double Share = 0.9;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from found in table.TextColumns
        where IsDates(found.Texts)
        let rows = found.Texts.Shape.Dates
        select new DataAlert(found.Column.Name, $"Column '{found.Column.Name}' is text, but {Wording.Share(rows, found.Column.Profile.Count)} of its values are dates, such as {Wording.Some(found.Texts.Values.Where(TextForms.IsDate), 2)}.", "Write dates as 2024-12-31, or derive them by the form they have: `date(x, '%b %d %Y')`.")
            .With(("rows", rows), ("share", (double)rows / found.Column.Profile.Count));

    internal static bool IsDates(TextValues texts)
    {
        var shape = texts.Shape;
        return texts.Values.Length >= 3 && shape.All > shape.Placeholders && shape.Dates >= Share * (shape.All - shape.Placeholders);
    }
}
