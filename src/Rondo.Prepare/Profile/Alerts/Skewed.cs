using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("skewed", "A column of numbers has a tail so long that its mean says little.")]
public sealed record Skewed : IDataAlert
{
    private const double Bound = 10;

    // A few values far away or mostly zeros explain a skewness already.
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile.Numbers?.Skewness is { } skewness && Math.Abs(skewness) >= Bound
        where column.Profile.Zeros < MostlyZeros.Share * column.Profile.Count && column.Profile.Top[0].Count < NearConstant.Share * column.Profile.Count
        where FarValues.Of(column.Profile) is null && PlaceholderNumbers.Of(column.Profile) is null
        select new DataAlert(column.Name, $"Column '{column.Name}' has skewness {Wording.Number(column.Profile.Numbers!.Skewness!.Value)}: its largest value is {Wording.Number(column.Profile.Numbers.Max)}, its median {Wording.Number(column.Profile.Numbers.Median)}.", "A logarithm or `prepare.features.scale` by power or quantile brings it together; trees need neither.")
            .With(("skewness", column.Profile.Numbers!.Skewness!.Value));
}
