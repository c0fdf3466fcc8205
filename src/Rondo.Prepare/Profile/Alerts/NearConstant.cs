using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("near_constant", "A column has the same value in at least 99% of its rows.")]
public sealed record NearConstant : IDataAlert
{
    internal const double Share = 0.99;
    private const int FewestRows = 100;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Features
        where column.Profile is { Distinct: > 1, Count: >= FewestRows } && column.Profile.Top[0].Count >= Share * column.Profile.Count
        select new DataAlert(column.Name, $"Column '{column.Name}' is {Wording.Some([column.Profile.Top[0].Value])} in {Wording.Share(column.Profile.Top[0].Count, column.Profile.Count)} of its rows.", "Check that the others are no mistakes; drop it if they are.")
            .With(("share", (double)column.Profile.Top[0].Count / column.Profile.Count), ("others", column.Profile.Count - column.Profile.Top[0].Count));
}
