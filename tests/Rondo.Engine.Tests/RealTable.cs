using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Engine.Tests;

/// <summary>Real data sets of the folder that RONDO_DATA names; tests skip where it is absent.</summary>
static class RealTable
{
    /// <summary>Numbers where every value is one, else text; an empty value is missing.</summary>
    public static Table Read(string file)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", file);
        Assert.SkipWhen(!File.Exists(path), $"The data set {file} (RONDO_DATA) is absent.");
        var rows = File.ReadLines(path).Select(Cells).ToArray();
        return Table.Of(rows[0].Select((name, j) => (name, ColumnOf([.. rows.Skip(1).Select(row => row[j])]))));
    }

    static Column ColumnOf(string[] cells) => cells.All(c => c.Length == 0 || double.TryParse(c, CultureInfo.InvariantCulture, out _))
        ? new DoubleColumn(Array.ConvertAll(cells, c => c.Length == 0 ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture)))
        : TextColumn.From(Array.ConvertAll(cells, c => c.Length == 0 ? null : c));

    // Commas within quotes belong to the value.
    static string[] Cells(string line)
    {
        var parts = line.Split('"');
        for (var i = 0; i < parts.Length; i += 2) parts[i] = parts[i].Replace(',', '\n');
        return string.Concat(parts).Split('\n');
    }
}
