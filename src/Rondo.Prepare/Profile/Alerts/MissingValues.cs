using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("missing_values", "A column lacks at least 5% of its values.")]
public sealed record MissingValues : IDataAlert
{
    private const double Share = 0.05;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile is { Missing: > 0, Count: > 0 } && column.Profile.Missing >= Share * column.Profile.Rows
        select new DataAlert(column.Name, $"Column '{column.Name}' lacks {Wording.Count(column.Profile.Missing)} of {Wording.Count(column.Profile.Rows)} values ({Wording.Share(column.Profile.Missing, column.Profile.Rows)}).", "Find out why; `prepare.clean.missing` says what stands for them.")
            .With(("missing", column.Profile.Missing), ("share", (double)column.Profile.Missing / column.Profile.Rows));
}
