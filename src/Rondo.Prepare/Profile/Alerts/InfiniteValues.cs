using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("infinite_values", "A column of numbers has infinite values.")]
public sealed record InfiniteValues : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile.Infinite > 0
        select new DataAlert(column.Name, $"Column '{column.Name}' has {Wording.Count(column.Profile.Infinite!.Value)} infinite values.", "They often come from a division by zero: mend the source, or read them as missing.")
            .With(("infinite", column.Profile.Infinite!.Value));
}
