using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

[Part("duplicate_columns", "Two columns have the same values in every row.")]
public sealed record DuplicateColumns : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from twins in Twins(table)
        select new DataAlert(twins.Second, $"Columns '{twins.First}' and '{twins.Second}' are equal in every row.", "Drop one of them.").With(("rows", table.Table.RowCount));

    /// <summary>Each column that equals an earlier one, with the first such.</summary>
    internal static IEnumerable<(string First, string Second)> Twins(ProfiledTable table)
    {
        var alike = table.Columns.Where(c => c.Profile.Distinct > 1).GroupBy(c => (c.Profile.Type, c.Profile.Missing, c.Profile.Distinct, c.Profile.Numbers?.Mean, c.Profile.Top[0]));
        foreach (var group in alike)
        {
            var firsts = new List<ProfiledColumn>();
            foreach (var column in group)
            {
                if (firsts.Find(first => AreEqual(first.Column, column.Column)) is { } twin) yield return (twin.Name, column.Name);
                else firsts.Add(column);
            }
        }
    }

    static bool AreEqual(Column a, Column b) => (a, b) switch
    {
        (DoubleColumn x, DoubleColumn y) => x.Values.Zip(y.Values).All(p => p.First.Equals(p.Second)),
        (TextColumn x, TextColumn y) => Enumerable.Range(0, x.Length).All(row => string.Equals(x[row], y[row], StringComparison.Ordinal)),
        (IntegerColumn x, IntegerColumn y) => Enumerable.Range(0, x.Length).All(row => x.IsMissing(row) == y.IsMissing(row) && (x.IsMissing(row) || x.Values[row] == y.Values[row])),
        _ => false,
    };
}
