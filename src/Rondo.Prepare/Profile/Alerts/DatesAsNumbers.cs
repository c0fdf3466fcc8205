using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

[Part("dates_as_numbers", "A column of whole numbers holds dates such as 20241231.")]
public sealed record DatesAsNumbers : IDataAlert
{
    private const int FewestValues = 5;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Columns
        where column.Profile.Distinct >= FewestValues && column.Column is IntegerColumn { Type: ColumnType.Int64 } whole && AreDates(whole)
        select new DataAlert(column.Name, $"Column '{column.Name}' holds whole numbers that are dates, such as {Wording.Some(column.Profile.Lowest.Select(v => v.Value), 1)}: their differences are no days.", "Write dates as 2024-12-31, or derive year and month by an expression.")
            .With(("rows", column.Profile.Count));

    static bool AreDates(IntegerColumn column)
    {
        for (var row = 0; row < column.Length; row++)
            if (!column.IsMissing(row) && !IsDate(column.Values[row])) return false;
        return true;
    }

    static bool IsDate(long value)
    {
        if (value is < 19000101 or > 21001231) return false;
        var (month, day) = (value / 100 % 100, value % 100);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)(value / 10000), (int)month);
    }
}
