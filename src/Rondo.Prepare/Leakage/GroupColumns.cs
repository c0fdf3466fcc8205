using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>Columns whose values repeat, so that something may have been computed for each of them: customers, shops, days.</summary>
static class GroupColumns
{
    private const int MinGroups = 10, MaxColumns = 8;
    private const double MostAlone = 0.98;

    /// <summary>The declared group first, then names that end like an identifier, then those with most values.</summary>
    public static IEnumerable<string> Of(LeakageData data)
    {
        var rows = data.SampleRows;
        var columns = from name in data.RawColumns
                      let column = data.Table[name]
                      where name == data.Group || column is TextColumn || column is IntegerColumn { Type: ColumnType.Int64 or ColumnType.Date }
                      let codes = Codes.Of(column, rows)
                      let levels = Codes.Count(codes)
                      let known = codes.Count(c => c >= 0)
                      where levels >= MinGroups && levels <= MostAlone * known
                      orderby name == data.Group descending, Identifiers.IsNamedLikeOne(name) descending, levels descending, name
                      select name;
        return columns.Take(MaxColumns);
    }
}
