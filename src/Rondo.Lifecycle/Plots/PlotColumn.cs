using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Plots;

/// <summary>A column as a plot reads it: numbers, times in milliseconds, or categories.</summary>
sealed class PlotColumn
{
    private const int MostCategories = 30;
    private const long MicrosecondsPerMillisecond = 1000;

    private readonly Column _column;
    private readonly double[]? _numbers;
    private readonly string?[]? _labels;

    PlotColumn(string name, Column column, double[]? numbers, string?[]? labels) => (Name, _column, _numbers, _labels) = (name, column, numbers, labels);

    public string Name { get; }

    public int Rows => _column.Length;

    public bool IsTime => _column.Type.IsTemporal;

    public bool IsCategory => _numbers is null;

    /// <summary>The word of Vega-Lite.</summary>
    public string Type => IsCategory ? "nominal" : IsTime ? "temporal" : "quantitative";

    public bool Has(int row) => _numbers is null ? _labels![row] is not null : double.IsFinite(_numbers[row]);

    public double Number(int row) => _numbers![row];

    public string Label(int row) => _labels![row]!;

    /// <summary>The number or the category.</summary>
    public object Value(int row) => _numbers is null ? Label(row) : Number(row);

    /// <param name="asCategory">Takes numbers for categories.</param>
    public static PlotColumn Of(Table table, string name, bool asCategory = false)
    {
        var column = table.Schema.Contains(name) ? table[name] : throw Unknown(table, name);
        if (!asCategory && column is DoubleColumn doubles) return new PlotColumn(name, column, doubles.Values, null);
        if (!asCategory && column is IntegerColumn whole && column.Type != ColumnType.Boolean) return new PlotColumn(name, column, NumbersOf(whole), null);
        var labels = Enumerable.Range(0, column.Length).Select(row => column.IsMissing(row) ? null : LabelOf(column, row));
        return new PlotColumn(name, column, null, Grouped([.. labels]));
    }

    /// <exception cref="RondoException">It has categories.</exception>
    public static PlotColumn OfNumbers(Table table, string name, string what)
    {
        var column = Of(table, name);
        return !column.IsCategory ? column
            : throw new RondoException("wrong_column_type", $"{what} needs numbers or times; column '{name}' is {column._column.Type.Word}.", "Categories are drawn by: rondo plot bar DATA COLUMN.");
    }

    /// <summary>Whether its values are few enough for a colour each.</summary>
    public static bool IsFewValued(Column column, int most) => column is TextColumn or IntegerColumn { Type: ColumnType.Boolean }
        || column is IntegerColumn whole && whole.Values.Distinct().Take(most + 1).Count() <= most;

    static double[] NumbersOf(IntegerColumn column)
    {
        var numbers = new double[column.Length];
        for (var row = 0; row < numbers.Length; row++)
            numbers[row] = column.IsMissing(row) ? double.NaN : column.Type == ColumnType.Date ? column.Values[row] * 86_400_000.0
                : column.Type.IsTemporal ? (double)column.Values[row] / MicrosecondsPerMillisecond : column.Values[row];
        return numbers;
    }

    static string LabelOf(Column column, int row) => column.Type.IsTemporal ? ((IntegerColumn)column).Values[row].ToString(CultureInfo.InvariantCulture) : TargetProfile.NameOf(column, row);

    // The most frequent keep their names.
    static string?[] Grouped(string?[] labels)
    {
        var counts = labels.Where(l => l is not null).GroupBy(l => l!, StringComparer.Ordinal).Select(g => (g.Key, Count: g.Count())).ToArray();
        if (counts.Length <= MostCategories) return labels;
        var kept = counts.OrderByDescending(c => c.Count).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostCategories - 1).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        return Array.ConvertAll(labels, label => label is null || kept.Contains(label) ? label : "(others)");
    }

    static RondoException Unknown(Table table, string name)
    {
        var names = table.Schema.Fields.Select(f => f.Name).ToArray();
        return new RondoException("unknown_column", $"There is no column '{name}'.", Spelling.DidYouMean(name, names) ?? $"The data have {string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", ..." : "")}.");
    }
}
