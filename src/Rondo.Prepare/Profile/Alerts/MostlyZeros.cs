using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("mostly_zeros", "A column of numbers is zero in at least 90% of its rows.")]
public sealed record MostlyZeros : IDataAlert
{
    internal const double Share = 0.9;

    // Two values are a flag, and beyond the share of a nearly constant column that alert speaks.
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Features
        where column.Profile is { Zeros: { } zeros, Distinct: > 2, Count: >= 20 } && zeros >= Share * column.Profile.Count && zeros < NearConstant.Share * column.Profile.Count
        select new DataAlert(column.Name, $"Column '{column.Name}' is zero in {Wording.Share(column.Profile.Zeros!.Value, column.Profile.Count)} of its rows.", "Make sure that zero does not stand for an unknown value.")
            .With(("zeros", column.Profile.Zeros!.Value), ("share", (double)column.Profile.Zeros!.Value / column.Profile.Count));
}
