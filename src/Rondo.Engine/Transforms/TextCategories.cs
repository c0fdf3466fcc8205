using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

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

    /// <summary>For each row the position of its value in the list: -1 for one that is not listed, <paramref name="missing"/> for a missing one.</summary>
    public static int[] PositionOfRows(TextColumn column, IReadOnlyDictionary<string, int> positions, int missing)
    {
        var byCode = Positions(column, positions);
        var rows = new int[column.Length];
        for (var row = 0; row < rows.Length; row++) rows[row] = column.Codes[row] < 0 ? missing : byCode[column.Codes[row]];
        return rows;
    }

    /// <summary>Categories that were written; none of them twice.</summary>
    public static string[] Read(PipelineReader reader, string name)
    {
        var categories = reader.Texts();
        return categories.Distinct(StringComparer.Ordinal).Count() == categories.Length ? categories : throw PipelineReader.Damaged($"'{name}' has a category twice");
    }
}
