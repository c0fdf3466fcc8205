using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Prepare.Profile;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Profile;

/// <summary>What pandas says of tables (tests/golden/profile/profile.json), and whether a profile says the same to 1e-9.</summary>
static class GoldenProfiles
{
    public static JsonElement Read()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "golden", "profile", "profile.json");
            if (File.Exists(path)) return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        }
        throw new FileNotFoundException($"tests/golden/profile/profile.json is not above {AppContext.BaseDirectory}.");
    }

    public static Table TableOf(JsonElement columns) => Table.Of(columns.EnumerateObject().Select(c => (c.Name, ColumnOf(c.Value.GetProperty("type").GetString()!, [.. c.Value.GetProperty("values").EnumerateArray()]))));

    public static Table RealTable(string file)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", file);
        Assert.SkipWhen(!File.Exists(path), $"The data set {file} (RONDO_DATA) is absent.");
        return SourceReader.Read(new SourceSpec(path));
    }

    public static void AssertEqual(JsonElement pandas, DataProfile profile)
    {
        Assert.Equal(pandas.GetProperty("rows").GetInt64(), profile.Rows);
        Assert.Equal(pandas.GetProperty("duplicates").GetInt64(), profile.DuplicateRows);
        foreach (var column in pandas.GetProperty("columns").EnumerateObject()) AssertColumn(column.Value, profile.Columns.Single(c => c.Name == column.Name));
        AssertMatrix(pandas.GetProperty("pearson"), profile.Associations.Pearson);
        AssertMatrix(pandas.GetProperty("spearman"), profile.Associations.Spearman);
        AssertPairs(pandas.GetProperty("cramers_v"), profile.Associations.CramersV);
        AssertPairs(pandas.GetProperty("correlation_ratio"), profile.Associations.CorrelationRatio);
    }

    static Column ColumnOf(string type, JsonElement[] values) => type switch
    {
        "double" => new DoubleColumn(Array.ConvertAll(values, Number)),
        "int64" => new IntegerColumn(ColumnType.Int64, Array.ConvertAll(values, v => v.GetInt64())),
        "boolean" => new IntegerColumn(ColumnType.Boolean, Array.ConvertAll(values, v => v.GetBoolean() ? 1L : 0L)),
        _ => TextColumn.From(Array.ConvertAll(values, v => v.GetString())),
    };

    static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => value.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity,
        _ => value.GetDouble(),
    };

    static void AssertColumn(JsonElement pandas, ColumnProfile column)
    {
        Assert.Equal(pandas.GetProperty("count").GetInt64(), column.Count);
        Assert.Equal(pandas.GetProperty("missing").GetInt64(), column.Missing);
        Assert.Equal(pandas.GetProperty("distinct").GetInt64(), column.Distinct);
        Assert.Equal([.. pandas.GetProperty("top").EnumerateArray().Select(v => (Text(v[0]), v[1].GetInt64()))], column.Top.Select(v => (Same(v.Value), v.Count)));
        if (pandas.TryGetProperty("zeros", out var zeros))
        {
            Assert.Equal(zeros.GetInt64(), column.Zeros);
            Assert.Equal(pandas.GetProperty("negatives").GetInt64(), column.Negatives);
            Assert.Equal(pandas.GetProperty("infinite").GetInt64(), column.Infinite);
        }
        if (pandas.TryGetProperty("numbers", out var numbers)) AssertNumbers(numbers, pandas.GetProperty("histogram"), column);
        if (pandas.TryGetProperty("lengths", out var lengths))
        {
            Assert.Equal((lengths[0].GetInt32(), lengths[2].GetInt32()), (column.Lengths!.Min, column.Lengths.Max));
            AssertNear(lengths[1], column.Lengths.Mean, column.Name);
        }
    }

    static void AssertNumbers(JsonElement numbers, JsonElement histogram, ColumnProfile column)
    {
        var ours = column.Numbers!;
        AssertNear(numbers.GetProperty("mean"), ours.Mean, $"{column.Name} mean");
        AssertNear(numbers.GetProperty("std"), ours.Std, $"{column.Name} std");
        AssertNear(numbers.GetProperty("min"), ours.Min, $"{column.Name} min");
        AssertNear(numbers.GetProperty("max"), ours.Max, $"{column.Name} max");
        AssertNear(numbers.GetProperty("skewness"), ours.Skewness, $"{column.Name} skewness");
        AssertNear(numbers.GetProperty("kurtosis"), ours.Kurtosis, $"{column.Name} kurtosis");
        for (var q = 0; q < ours.Quantiles.Length; q++) AssertNear(numbers.GetProperty("quantiles")[q], ours.Quantiles[q], $"{column.Name} quantile {q}");
        Assert.Equal(histogram.GetProperty("counts").EnumerateArray().Select(c => c.GetInt64()), column.Histogram!.Counts);
        for (var e = 0; e < column.Histogram.Edges.Length; e++) AssertNear(histogram.GetProperty("edges")[e], column.Histogram.Edges[e], $"{column.Name} edge {e}");
    }

    static void AssertMatrix(JsonElement pandas, AssociationMatrix matrix)
    {
        string[] names = [.. pandas.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
        Assert.Equal(names, matrix.Columns);
        for (var i = 0; i < names.Length; i++)
            for (var j = 0; j < names.Length; j++) AssertNear(pandas.GetProperty("values")[i][j], matrix[i, j], $"{names[i]} and {names[j]}");
    }

    static void AssertPairs(JsonElement pandas, AssociationMatrix matrix)
    {
        foreach (var pair in pandas.EnumerateArray())
        {
            var (row, column) = (pair[0].GetString()!, pair[1].GetString()!);
            AssertNear(pair[2], matrix[matrix.Rows.IndexOf(row), matrix.Columns.IndexOf(column)], $"{row} and {column}");
        }
    }

    static void AssertNear(JsonElement expected, double? actual, string what)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.True(actual is null, $"{what}: pandas has nothing, the profile {actual}");
            return;
        }
        var number = expected.GetDouble();
        Assert.True(actual is { } value && Math.Abs(value - number) <= 1e-9 * Math.Max(1, Math.Abs(number)), string.Create(CultureInfo.InvariantCulture, $"{what}: pandas has {number:R}, the profile {actual:R}"));
    }

    // Values of columns with missing ones are doubles in pandas.
    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("R", CultureInfo.InvariantCulture) : value.GetString()!;

    static string Same(string value) => double.TryParse(value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;
}
