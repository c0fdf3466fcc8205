using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Reports.Profiles;

/// <summary>A profile for programs: <c>{name, rows, duplicate_rows, columns, correlations, alerts}</c>. What is undefined is null.</summary>
public static class ProfileJson
{
    public static JsonObject Of(DataProfile profile, string name) => new()
    {
        ["name"] = name,
        ["rows"] = profile.Rows,
        ["duplicate_rows"] = profile.DuplicateRows,
        ["columns"] = new JsonArray([.. profile.Columns.Select(Column)]),
        ["correlations"] = new JsonObject
        {
            ["pearson"] = Matrix(profile.Associations.Pearson),
            ["spearman"] = Matrix(profile.Associations.Spearman),
            ["cramers_v"] = Matrix(profile.Associations.CramersV),
            ["correlation_ratio"] = Matrix(profile.Associations.CorrelationRatio),
            ["columns_left_out"] = profile.Associations.LeftOut,
        },
        ["alerts"] = new JsonArray([.. profile.Alerts.Select(Alert)]),
    };

    static JsonObject Alert(DataAlert alert)
    {
        var json = new JsonObject { ["code"] = alert.Code, ["message"] = alert.Message };
        if (alert.Column is not null) json["column"] = alert.Column;
        json["evidence"] = new JsonObject(alert.Evidence.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));
        json["hint"] = alert.Hint;
        return json;
    }

    static JsonObject Column(ColumnProfile column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type.Word, ["count"] = column.Count, ["missing"] = column.Missing, ["distinct"] = column.Distinct };
        if (column.Zeros is not null) (json["zeros"], json["negatives"], json["infinite"]) = (column.Zeros, column.Negatives, column.Infinite);
        if (column.Numbers is { } numbers) Add(json, numbers);
        if (column.Lengths is { } lengths) json["length"] = new JsonObject { ["min"] = lengths.Min, ["mean"] = lengths.Mean, ["max"] = lengths.Max };
        if (column.Type.IsTemporal) (json["first"], json["last"]) = (column.First, column.Last);
        if (column.Histogram is { } histogram)
        {
            json["histogram"] = new JsonObject
            {
                ["edges"] = new JsonArray([.. histogram.Edges.Select(e => Edge(e, column.Type))]),
                ["counts"] = new JsonArray([.. histogram.Counts.Select(c => (JsonNode)c)]),
            };
        }
        json["top"] = Values(column.Top, column.Type);
        if (column.Lowest.Length > 0) (json["lowest"], json["highest"]) = (Values(column.Lowest, column.Type), Values(column.Highest, column.Type));
        return json;
    }

    static void Add(JsonObject json, NumberStatistics numbers)
    {
        (json["mean"], json["std"], json["min"], json["max"]) = (numbers.Mean, Number(numbers.Std), numbers.Min, numbers.Max);
        json["quantiles"] = new JsonObject(NumberStatistics.Shares.Zip(numbers.Quantiles, (share, value) => KeyValuePair.Create(share.ToString(CultureInfo.InvariantCulture), Number(value))));
        (json["skewness"], json["kurtosis"]) = (Number(numbers.Skewness), Number(numbers.Kurtosis));
    }

    static JsonArray Values(IEnumerable<ValueCount> values, ColumnType type) =>
        [.. values.Select(v => new JsonObject { ["value"] = Value(v.Value, type), ["count"] = v.Count })];

    // Infinities have no number in JSON.
    static JsonNode Value(string value, ColumnType type) => type switch
    {
        ColumnType.Boolean => value == "true",
        ColumnType.Int64 => long.Parse(value, CultureInfo.InvariantCulture),
        ColumnType.Double when !value.EndsWith("inf", StringComparison.Ordinal) => double.Parse(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    // Edges of dates are days since 1970, of times microseconds: whole units would not be evenly spaced.
    static JsonNode? Edge(double edge, ColumnType type) => type.IsTemporal ? Math.Round(edge, 3) : Number(edge);

    static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    static JsonObject Matrix(AssociationMatrix matrix)
    {
        var json = new JsonObject();
        if (!matrix.Rows.SequenceEqual(matrix.Columns)) json["rows"] = Names(matrix.Rows);
        json["columns"] = Names(matrix.Columns);
        json["values"] = new JsonArray([.. Enumerable.Range(0, matrix.Rows.Length).Select(i => new JsonArray([.. Enumerable.Range(0, matrix.Columns.Length).Select(j => Number(matrix[i, j]))]))]);
        return json;
    }

    static JsonArray Names(IEnumerable<string> names) => [.. names.Select(n => JsonValue.Create(n))];
}
