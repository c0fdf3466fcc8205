using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;

namespace Rondo.Train.Judge;

/// <summary>A declared slice and every metric of the task on it; a metric without value has a reason.</summary>
public sealed record SliceScore(SliceCondition Condition, int Rows, double Share, IReadOnlyList<(string Metric, MetricValue Value)> Metrics);

/// <summary>One metric by the groups of a column.</summary>
/// <param name="Groups">The groups that are large enough and where the metric has a value.</param>
/// <param name="Ratio">The smallest value by the largest: 1 when all groups are treated alike. Null with its reason where there is none.</param>
public sealed record Fairness(string Column, string Metric, IReadOnlyList<(string Group, int Rows, double Value)> Groups, double? Ratio, string? Reason);

/// <summary>Metrics on parts of the rows that someone has named beforehand, where <see cref="WeakSlices"/> searches for them.</summary>
public static class SliceMetrics
{
    /// <summary>The slices of each column: its texts (the fifty most frequent), or eight parts of its numbers or dates, and its missing values.</summary>
    /// <exception cref="RondoException">There are no such columns; all of them at once.</exception>
    public static IReadOnlyList<SliceScore> Of(Table table, Scored scored, params IEnumerable<string> columns)
    {
        return [.. Rows(table, columns).Select(slice => (slice.Condition, Part: scored.Take(slice.Rows))).Select(slice =>
            new SliceScore(slice.Condition, slice.Part.Rows, (double)slice.Part.Rows / scored.Rows, MetricSet.Compute(slice.Part)))];
    }

    /// <summary>The rows of the same slices.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<(SliceCondition Condition, int[] Rows)> Rows(Table table, params IEnumerable<string> columns)
    {
        string[] names = [.. columns];
        var mistakes = names.Where(name => !table.Schema.Contains(name)).Select(name => Unknown(table, name)).ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
        return [.. names.SelectMany(name => Slices(table, name))];
    }

    /// <summary>The ratio of the smallest to the largest value of a metric over the groups of a column (demographic ratios: Bird et al. 2020).</summary>
    /// <param name="rowsAtLeast">Groups of fewer rows are left out: chance would judge them.</param>
    /// <exception cref="RondoException">There is no such column.</exception>
    public static Fairness Fairness(Table table, Scored scored, string column, IMetric metric, int rowsAtLeast = 30)
    {
        if (!table.Schema.Contains(column)) throw new RondoException([Unknown(table, column)]);
        var groups = Slices(table, column).Where(s => s.Rows.Length >= rowsAtLeast)
            .Select(s => (s.Condition.Value, s.Rows.Length, metric.Compute(scored.Take(s.Rows)).Value))
            .Where(g => g.Item3 is not null).Select(g => (Group: g.Item1, Rows: g.Item2, Value: g.Item3!.Value)).ToArray();
        var reason = groups.Length < 2 ? FormattableString.Invariant($"fewer than two groups of '{column}' have {rowsAtLeast} rows and a value")
            : groups.Any(g => g.Value < 0) ? "a group's value is below 0"
            : groups.Max(g => g.Value) == 0 ? "the value is 0 in all groups" : null;
        return new Fairness(column, PartCatalog.NameOf(metric), groups, reason is null ? groups.Min(g => g.Value) / groups.Max(g => g.Value) : null, reason);
    }

    static IEnumerable<(SliceCondition Condition, int[] Rows)> Slices(Table table, string name)
    {
        var cells = SliceCells.Of(name, table[name]);
        var rows = new List<int>[cells.Count];
        for (var k = 0; k < rows.Length; k++) rows[k] = [];
        for (var row = 0; row < cells.CellOf.Length; row++)
            if (cells.CellOf[row] >= 0) rows[cells.CellOf[row]].Add(row);
        return rows.Select((list, k) => (cells.Conditions[k], list.ToArray()));
    }

    static Mistake Unknown(Table table, string name) =>
        new("unknown_column", $"There is no column '{name}' to slice by.") { Field = name, Hint = Spelling.DidYouMean(name, table.Schema.Fields.Select(f => f.Name)) };
}
