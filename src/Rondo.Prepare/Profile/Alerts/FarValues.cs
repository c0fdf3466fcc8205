namespace Rondo.Prepare.Profile.Alerts;

/// <summary>A few values at one end that lie several times as far from the median as the next: errors of unit or entry, no long tail.</summary>
/// <param name="Next">The value before them.</param>
sealed record FarValues(double Nearest, double Next, long Rows)
{
    private const double Times = 5;
    private const double MostOfRows = 0.005;

    public static FarValues? Of(ColumnProfile column)
    {
        if (column.Numbers is not { InterquartileRange: > 0 and var range } numbers || column.Count < 20 || column.Infinite > 0) return null;
        var most = Math.Max(3, MostOfRows * column.Count);
        return OfEnd([.. column.Highest.Reverse()], numbers.Median, range, most) ?? OfEnd([.. column.Lowest], numbers.Median, range, most);
    }

    static FarValues? OfEnd(ValueCount[] fromTheEnd, double median, double range, double most)
    {
        var rows = 0L;
        for (var i = 0; i + 1 < fromTheEnd.Length; i++)
        {
            rows += fromTheEnd[i].Count;
            if (rows > most) return null;
            var (far, next) = (PlaceholderNumbers.Parse(fromTheEnd[i].Value), PlaceholderNumbers.Parse(fromTheEnd[i + 1].Value));
            if (Math.Abs(far - median) > Times * Math.Max(Math.Abs(next - median), range)) return new FarValues(far, next, rows);
        }
        return null;
    }
}
