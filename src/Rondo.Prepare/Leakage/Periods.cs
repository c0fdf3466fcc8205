using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>The day, week, month and year of a time, as codes; -1 where it is missing.</summary>
static class Periods
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    public static IEnumerable<(string Period, int[] Codes)> Of(Column column)
    {
        if (column is not IntegerColumn { Type.IsTemporal: true } time) yield break;
        var days = Array.ConvertAll(time.Values, v => time.Type == ColumnType.Date ? v : (long)Math.Floor((double)v / MicrosecondsOfDay));
        yield return ("day", CodesOf(time, days));
        yield return ("week", CodesOf(time, Array.ConvertAll(days, d => (d + 3) / 7)));
        yield return ("month", CodesOf(time, Array.ConvertAll(days, d => DateOf(d).Year * 12L + DateOf(d).Month)));
        yield return ("year", CodesOf(time, Array.ConvertAll(days, d => (long)DateOf(d).Year)));
    }

    /// <summary>A code for each pair of codes; -1 where either is.</summary>
    public static int[] Both(int[] first, int[] second)
    {
        var pairs = new Dictionary<(int, int), int>();
        var codes = new int[first.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (first[i] < 0 || second[i] < 0) codes[i] = -1;
            else if (!pairs.TryGetValue((first[i], second[i]), out codes[i])) pairs.Add((first[i], second[i]), codes[i] = pairs.Count);
        }
        return codes;
    }

    static int[] CodesOf(IntegerColumn time, long[] values) => Codes.Of(new IntegerColumn(ColumnType.Int64, values, time.Missing));

    static DateTime DateOf(long day) => DateTime.UnixEpoch.AddDays(Math.Clamp(day, -719_162, 2_932_896));
}
