using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

[Part("imbalanced", "Nearly all rows have one of a few categories; of the target, a class has less than 5% of the rows.")]
public sealed record Imbalanced : IDataAlert
{
    private const int MostCategories = 20;
    private const double Largest = 0.95;
    private const double SmallestClass = 0.05;
    private const int FewestRows = 50;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var column in table.Columns.Where(c => c.Profile is { Distinct: >= 2 and <= MostCategories, Count: >= FewestRows }))
        {
            var (profile, top) = (column.Profile, column.Profile.Top);
            var isTarget = column.Name == table.Target;
            if (isTarget && profile.Type != ColumnType.Double && profile.Distinct == top.Length && top[^1].Count < SmallestClass * profile.Count)
                yield return Alert(column, $"The target '{column.Name}' is {Wording.Some([top[^1].Value])} in {Wording.Share(top[^1].Count, profile.Count)} of the rows.", "Judge by a metric that sees rare classes, such as pr_auc or f1; weigh the classes.", top[^1].Count);
            else if (!isTarget && profile.Type is ColumnType.Text or ColumnType.Boolean && top[0].Count >= Largest * profile.Count && top[0].Count < NearConstant.Share * profile.Count)
                yield return Alert(column, $"Column '{column.Name}' is {Wording.Some([top[0].Value])} in {Wording.Share(top[0].Count, profile.Count)} of its rows.", "Its other categories have few rows to learn from: group them.", top[0].Count);
        }
    }

    static DataAlert Alert(ProfiledColumn column, string message, string hint, long rows) =>
        new DataAlert(column.Name, message, hint).With(("rows", rows), ("share", (double)rows / column.Profile.Count));
}
