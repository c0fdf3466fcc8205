using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Puts in the place of text the mean target of its category, drawn towards the overall mean; for several classes a share for each.
/// The training rows get values from the other folds only, so that no row sees its own target (cross-fitting, as scikit-learn's
/// TargetEncoder); later rows get those of all training rows, and a category not seen in training the overall mean.
/// </summary>
[Part("target", "Turns text into the mean target of its category, out of fold for the training rows.")]
public sealed record TargetEncoder : ITransform
{
    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("Rows' worth of the overall mean that go into each category's; by default as much as the category's spread asks for (empirical Bayes).", Min = 0, Max = 1e9)]
    public double? Smooth { get; init; }

    [Param("Folds of the training rows.", Min = 2, Max = 100)]
    public int Cv { get; init; } = 5;

    [Param("Whether a missing value is a category of its own; else it stays missing.")]
    public bool EncodeMissing { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context) => Fit(table, context, null);

    public (IFittedTransform Fitted, Table Transformed) FitApply(Table table, TransformContext context)
    {
        var crossFitted = new Dictionary<string, double[][]>(StringComparer.Ordinal);
        var fitted = Fit(table, context, crossFitted);
        var transformed = TextReplacement.In(table, fitted.Columns.Select(c =>
            (c.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)(_ => c.ColumnNames.Zip(crossFitted[c.Name], (name, values) => (name, (Column)new DoubleColumn(values)))))));
        return (fitted, transformed);
    }

    FittedTargetEncoder Fit(Table table, TransformContext context, Dictionary<string, double[][]>? crossFitted)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (context.Target.Task == TaskKind.Clustering)
            throw new RondoException("needs_target", "'target' encodes by the mean of the target, and clustering has none.", "Use `frequency` or `hashing`.");
        var chosen = TextReplacement.Choose(table, this, Columns);
        string[] classes = context.Target.Task == TaskKind.Multiclass ? [.. context.Target.Classes] : [];
        string[] names = [.. chosen.Select(i => table.Schema.Fields[i].Name)];
        TextReplacement.Check(table, this, names, [.. names.SelectMany(n => TargetColumn.NamesOf(n, classes))], "Name fewer columns.");
        var targets = Targets(context.Target);
        var folds = Folds(table.RowCount, context.Seed);
        var columns = chosen.Select(index => FitColumn(table, index, classes, targets, folds, context, crossFitted));
        return new FittedTargetEncoder([.. columns]);
    }

    TargetColumn FitColumn(Table table, int index, string[] classes, double[][] targets, int[] folds, TransformContext context, Dictionary<string, double[][]>? crossFitted)
    {
        var (name, texts) = (table.Schema.Fields[index].Name, (TextColumn)table.Columns[index]);
        var (categories, _) = TextCategories.Count(texts);
        var rows = TextCategories.PositionOfRows(texts, TextCategories.Index(categories), EncodeMissing ? categories.Length : -1);
        var means = new TargetMeans(rows, categories.Length + 1, context.Weights, Smooth);
        var values = new double[targets.Length][];
        for (var k = 0; k < targets.Length; k++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            values[k] = means.Of(targets[k]);
            if (!EncodeMissing) values[k][categories.Length] = double.NaN;
        }
        crossFitted?.Add(name, Array.ConvertAll(targets, target => OutOfFold(means, rows, target, folds, context.Cancellation)));
        return new TargetColumn(name, classes, categories, values);
    }

    // Each fold's rows get what the other folds say.
    double[] OutOfFold(TargetMeans means, int[] rows, double[] target, int[] folds, CancellationToken cancellation)
    {
        var encoded = new double[rows.Length];
        for (var fold = 0; fold < Cv; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = means.Of(target, row => folds[row] == fold);
            for (var row = 0; row < rows.Length; row++)
                if (folds[row] == fold) encoded[row] = rows[row] < 0 ? double.NaN : values[rows[row]];
        }
        return encoded;
    }

    // A single row has no other fold, and gets the mean of none: 0, which is the first value of the running mean.
    int[] Folds(int rows, ulong seed)
    {
        var order = new CounterRandom(seed, "target_encoder").Permutation(rows);
        var folds = new int[rows];
        for (var i = 0; i < rows; i++) folds[order[i]] = i % Cv;
        return folds;
    }

    static double[][] Targets(Target target) => target.Task == TaskKind.Multiclass
        ? [.. Enumerable.Range(0, target.Classes.Length).Select(k => Array.ConvertAll(target.Values, value => (int)value == k ? 1.0 : 0))]
        : [target.Values];
}

/// <summary>A column, its categories, and for each output their values, that of a missing value and the overall mean.</summary>
sealed record TargetColumn(string Name, string[] Classes, string[] Categories, double[][] Values)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Categories);

    public IEnumerable<string> ColumnNames => NamesOf(Name, Classes);

    public static IEnumerable<string> NamesOf(string name, string[] classes) => classes.Length == 0 ? [name] : classes.Select(c => $"{name}_{c}");

    public IEnumerable<(string, Column)> Apply(TextColumn texts)
    {
        var rows = TextCategories.PositionOfRows(texts, _index, Categories.Length);
        return ColumnNames.Zip(Values, (name, values) => (name, (Column)new DoubleColumn(Array.ConvertAll(rows, row => values[row < 0 ? Categories.Length + 1 : row]))));
    }

    public IEnumerable<LoweredColumn> Lower(Value text)
    {
        var place = text.Lookup(Categories, Categories.Length, -1);
        return ColumnNames.Zip(Values, (name, values) => new LoweredColumn(name, ColumnType.Double, place.Gather(values, values.Length)));
    }
}

[Fitted("target")]
sealed class FittedTargetEncoder(ImmutableArray<TargetColumn> columns) : IFittedTransform, IReadable<FittedTargetEncoder>
{
    public ImmutableArray<TargetColumn> Columns => columns;

    IEnumerable<(string, Func<TextColumn, IEnumerable<(string, Column)>>)> Encoders =>
        columns.Select(c => (c.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)c.Apply));

    public Table Apply(Table table) => TextReplacement.In(table, Encoders);

    public Table Bind(Table row, RowSteps steps) => TextReplacement.Bind(row, steps, Encoders);

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, column) => current.Replace(column.Name, column.Lower(current[column.Name].Value)));

    public void Write(PipelineWriter writer)
    {
        writer.Int(columns.Length);
        foreach (var column in columns)
        {
            writer.Text(column.Name);
            writer.Texts(column.Classes);
            writer.Texts(column.Categories);
            foreach (var values in column.Values) writer.Doubles(values);
        }
    }

    public static FittedTargetEncoder Read(PipelineReader reader, int version)
    {
        var columns = new TargetColumn[reader.Length(12)];
        for (var i = 0; i < columns.Length; i++)
        {
            var (name, classes) = (reader.Text(), reader.Texts());
            var categories = TextCategories.Read(reader, name);
            var values = new double[Math.Max(1, classes.Length)][];
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = reader.Doubles();
                if (values[k].Length != categories.Length + 2) throw PipelineReader.Damaged($"the values of '{name}' do not fit");
            }
            columns[i] = new TargetColumn(name, classes, categories, values);
        }
        return new FittedTargetEncoder([.. columns]);
    }
}
