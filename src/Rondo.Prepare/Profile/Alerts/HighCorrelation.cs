using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("high_correlation", "Two columns say nearly the same: their correlation is at least 0.98.")]
public sealed record HighCorrelation : IDataAlert
{
    private const double Bound = 0.98;
    private const int FewestRows = 20;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        if (table.Table.RowCount < FewestRows) return [];
        // What goes with the target is the wish, or leakage; equal columns have an alert of their own.
        var silent = DuplicateColumns.Twins(table).Select(t => t.Second).ToHashSet(StringComparer.Ordinal);
        if (table.Target is not null) silent.Add(table.Target);
        return Pairs(table.Associations.Pearson, "correlation", silent).Concat(Pairs(table.Associations.CramersV, "Cramer's V", silent));
    }

    static IEnumerable<DataAlert> Pairs(AssociationMatrix matrix, string measure, HashSet<string> silent) =>
        from j in Enumerable.Range(0, matrix.Columns.Length)
        from i in Enumerable.Range(0, j)
        where matrix[i, j] is { } value && Math.Abs(value) >= Bound
        where !silent.Contains(matrix.Columns[i]) && !silent.Contains(matrix.Columns[j])
        select new DataAlert(matrix.Columns[j], $"Columns '{matrix.Columns[i]}' and '{matrix.Columns[j]}' say nearly the same: {measure} {Wording.Number(matrix[i, j]!.Value)}.", "Linear models do better with one of them; importances are shared between both.")
            .With((measure == "correlation" ? "pearson" : "cramers_v", matrix[i, j]!.Value));
}
