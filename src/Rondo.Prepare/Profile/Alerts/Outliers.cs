using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("outliers", "A column of numbers has a few values several times as far from the median as all others.")]
public sealed record Outliers : IDataAlert
{
    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var column in table.Columns)
        {
            if (FarValues.Of(column.Profile) is not { } far || PlaceholderNumbers.Of(column.Profile) is not null) continue;
            yield return new DataAlert(column.Name,
                $"Column '{column.Name}' has {Wording.Count(far.Rows)} values from {Wording.Number(far.Nearest)} on, far from all others (the next is {Wording.Number(far.Next)}, the median {Wording.Number(column.Profile.Numbers!.Median)}).",
                "Look for a wrong unit or entry; `prepare.clean.outliers` cuts or drops them.")
                .With(("rows", far.Rows), ("nearest", far.Nearest), ("next", far.Next));
        }
    }
}
