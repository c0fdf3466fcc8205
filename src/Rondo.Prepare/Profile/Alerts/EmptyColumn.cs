using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("empty_column", "A column has no value in any row.")]
public sealed record EmptyColumn : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile is { Count: 0, Rows: > 0 }
        select new DataAlert(column.Name, $"Column '{column.Name}' has no value in any of {Wording.Count(column.Profile.Rows)} rows.", "Drop it, or look at how it is read.")
            .With(("rows", column.Profile.Rows));
}
