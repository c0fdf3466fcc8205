using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Frames;

/// <summary>One value of many rows. Missing values are left out; of none but missing ones there is no value, and a sum of 0.</summary>
public sealed record Aggregate
{
    private readonly string _sql;

    Aggregate(string? column, string sql) => (Column, _sql) = (column, sql);

    /// <summary>The column that it is of; null for rows.</summary>
    public string? Column { get; }

    /// <summary>Rows, or rows with a value of the column.</summary>
    public static Aggregate Count(string? column = null) => new(column, column is null ? "count(*)" : "count({0})");

    public static Aggregate Sum(string column) => new(column, "coalesce(sum({0}), 0)");

    public static Aggregate Mean(string column) => new(column, "avg({0})");

    public static Aggregate Min(string column) => new(column, "min({0})");

    public static Aggregate Max(string column) => new(column, "max({0})");

    /// <summary>Between two values in the middle, their mean.</summary>
    public static Aggregate Median(string column) => Quantile(column, 0.5);

    /// <summary>Between two values, on the line between them.</summary>
    public static Aggregate Quantile(string column, double share) => share is >= 0 and <= 1
        ? new(column, $"quantile_cont({{0}}, {share.ToString("R", CultureInfo.InvariantCulture)})")
        : throw new RondoException("out_of_range", string.Create(CultureInfo.InvariantCulture, $"A quantile of {share} can't be; expected a share from 0 to 1."));

    /// <summary>Sample standard deviation.</summary>
    public static Aggregate StandardDeviation(string column) => new(column, "stddev_samp({0})");

    public static Aggregate Variance(string column) => new(column, "var_samp({0})");

    /// <summary>The value of the first row that has one.</summary>
    public static Aggregate First(string column) => new(column, "arg_min({0}, {1})");

    public static Aggregate Last(string column) => new(column, "arg_max({0}, {1})");

    /// <summary>Different values.</summary>
    public static Aggregate CountDistinct(string column) => new(column, "count(DISTINCT {0})");

    /// <param name="frame">Must have the column.</param>
    /// <param name="only">Rows that count, as SQL; null for all.</param>
    internal string Sql(Frame frame, string? only = null)
    {
        if (Column is not null) frame.Require(Column);
        // A row without a value is no first one; count must not see rows that another group has.
        var value = Column is null ? "*" : Frame.Quote(Column);
        var row = $"CASE WHEN {value} IS NULL THEN NULL ELSE {Frame.Quote(Frame.Row)} END";
        var call = string.Format(CultureInfo.InvariantCulture, _sql, value, row);
        if (only is null) return call;
        return call.StartsWith("coalesce(", StringComparison.Ordinal) ? call.Replace("), 0)", $") FILTER (WHERE {only}), 0)", StringComparison.Ordinal) : $"{call} FILTER (WHERE {only})";
    }
}
