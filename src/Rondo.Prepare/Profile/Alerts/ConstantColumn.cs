using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("constant_column", "A column has one and the same value in every row.")]
public sealed record ConstantColumn : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile is { Distinct: 1, Missing: 0, Rows: > 1 }
        select new DataAlert(column.Name, $"Column '{column.Name}' is {Wording.Some([column.Profile.Top[0].Value])} in every row.", "It can't help to tell rows apart: drop it.")
            .With(("rows", column.Profile.Rows));
}
