using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

[Part("unsorted_time", "A column of dates or times is in order but for a few rows.")]
public sealed record UnsortedTime : IDataAlert
{
    private const double Share = 0.9;
    private const int FewestRows = 20;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var column in table.Columns.Where(c => c.Profile.Type.IsTemporal && c.Profile.Distinct >= FewestRows))
        {
            var (steps, back) = Steps((IntegerColumn)column.Column);
            if (back == 0 || back > (1 - Share) * steps) continue;
            yield return new DataAlert(column.Name, $"Column '{column.Name}' goes back in {Wording.Count(back)} of {Wording.Count(steps)} steps from row to row, and is in order otherwise.", "Sort the source by it, or find out which rows came late.")
                .With(("steps_back", back), ("steps", steps));
        }
    }

    static (int Steps, int Back) Steps(IntegerColumn column)
    {
        var (steps, back, last) = (0, 0, (long?)null);
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            if (last is not null) steps++;
            if (column.Values[row] < last) back++;
            last = column.Values[row];
        }
        return (steps, back);
    }
}
