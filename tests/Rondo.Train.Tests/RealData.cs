using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Train.Tests;

/// <summary>The numeric columns of a real data set; tests skip where RONDO_DATA is not set.</summary>
static class RealData
{
    public static (Table Table, RecipeData Data) California()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", "california_housing.csv");
        Assert.SkipWhen(!File.Exists(path), "The data set california_housing.csv (RONDO_DATA) is absent.");
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',');
        var columns = names.Select((_, j) => lines.Skip(1).Select(line => Number(line.Split(',')[j])).ToArray()).ToArray();
        int[] features = [.. Enumerable.Range(0, names.Length).Where(j => names[j] is not ("median_house_value" or "ocean_proximity"))];
        var target = columns[Array.IndexOf(names, "median_house_value")];
        return (Table.Of(features.Select(j => (names[j], (Column)new DoubleColumn(columns[j])))), new RecipeData(Target.Regression(target)));
    }

    static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
