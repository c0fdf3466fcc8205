using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("formula_values", "Texts of a column would be computed as formulas by a spreadsheet.")]
public sealed record FormulaValues : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from found in table.TextColumns
        let rows = found.Texts.RowsWhere(TextForms.IsFormula)
        where rows > 0
        select new DataAlert(found.Column.Name, $"Column '{found.Column.Name}' has {Wording.Count(rows)} values that a spreadsheet takes for formulas, such as {Wording.Some(found.Texts.Values.Where(TextForms.IsFormula), 2)}.", "Do not open the file in a spreadsheet; clean the source.")
            .With(("rows", rows));
}
