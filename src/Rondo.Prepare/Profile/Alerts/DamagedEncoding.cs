using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("damaged_encoding", "Texts of a column were read or saved in a wrong encoding.")]
public sealed record DamagedEncoding : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from found in table.TextColumns
        let rows = found.Texts.RowsWhere(TextForms.IsDamaged)
        where rows > 0
        select new DataAlert(found.Column.Name, $"Column '{found.Column.Name}' has {Wording.Count(rows)} values with broken characters, such as {Wording.Some(found.Texts.Values.Where(TextForms.IsDamaged), 2)}.", "Export the source again as UTF-8.")
            .With(("rows", rows));
}
