using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("duplicate_rows", "Rows equal an earlier row in every column.")]
public sealed record DuplicateRows : IDataAlert
{
    // Where the columns have few combinations of values, equal rows are no surprise.
    private const double CombinationsPerRow = 10;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        if (table.DuplicateRows is not (> 0 and var rows) || table.Columns.Length < 2) yield break;
        var combinations = table.Columns.Aggregate(1.0, (product, column) => Math.Min(1e18, product * Math.Max(1, column.Profile.Distinct)));
        if (combinations < CombinationsPerRow * table.Table.RowCount) yield break;
        yield return new DataAlert(null, $"{Wording.Count(rows)} of {Wording.Count(table.Table.RowCount)} rows equal an earlier one in every column ({Wording.Share(rows, table.Table.RowCount)}).", "`prepare.clean.duplicates: drop`, the default, keeps the first of each.")
            .With(("rows", rows), ("share", (double)rows / table.Table.RowCount));
    }
}
