using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms;

/// <summary>The distinct values that rows of a text column have. A dictionary may hold unused and equal entries; these are sorted out here.</summary>
static class TextCategories
{
    /// <summary>Values in ordinal order with the number of their rows.</summary>
    public static (string[] Values, int[] Counts) Count(TextColumn column)
    {
        var byCode = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) byCode[code]++;
        var byValue = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var code = 0; code < byCode.Length; code++)
        {
            if (byCode[code] == 0) continue;
            var value = column.Dictionary[code];
            byValue[value] = byValue.GetValueOrDefault(value) + byCode[code];
        }
        var values = byValue.Keys.ToArray();
        Array.Sort(values, StringComparer.Ordinal);
        return (values, Array.ConvertAll(values, v => byValue[v]));
    }

    /// <summary>For each code of the column the position of its value in the list, or -1.</summary>
    public static int[] Positions(TextColumn column, IReadOnlyDictionary<string, int> positions)
    {
        var map = new int[column.Dictionary.Length];
        for (var code = 0; code < map.Length; code++)
            map[code] = positions.TryGetValue(column.Dictionary[code], out var position) ? position : -1;
        return map;
    }

    public static Dictionary<string, int> Index(IReadOnlyList<string> values)
    {
        var index = new Dictionary<string, int>(values.Count, StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++) index.Add(values[i], i);
        return index;
    }
}
