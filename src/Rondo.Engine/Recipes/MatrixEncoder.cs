using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Recipes;

/// <summary>
/// The last step before the algorithm: numbers and booleans become float32, text becomes codes into the sorted
/// categories of the training rows. A missing value or a category not seen in training becomes NaN.
/// </summary>
public sealed class MatrixEncoder
{
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<ImmutableArray<string>> _categories;
    private readonly Dictionary<string, int>?[] _codes;

    MatrixEncoder(ImmutableArray<string> names, ImmutableArray<ImmutableArray<string>> categories)
    {
        _names = names;
        _categories = categories;
        _codes = [.. categories.Select(list => list.IsEmpty ? null
            : list.Select((value, code) => (value, code)).ToDictionary(p => p.value, p => p.code, StringComparer.Ordinal))];
        // A text column without a single value still is categorical: one category that no row has.
        Features = [.. names.Select((name, j) => new Feature(name, categories[j].Length))];
    }

    public ImmutableArray<Feature> Features { get; }

    /// <summary>The categories of a feature in code order; empty for numbers.</summary>
    public ImmutableArray<string> Categories(int feature) => _categories[feature];

    public static MatrixEncoder Fit(Table table)
    {
        var categories = ImmutableArray.CreateBuilder<ImmutableArray<string>>(table.Columns.Length);
        for (var j = 0; j < table.Columns.Length; j++)
        {
            categories.Add(table.Columns[j] switch
            {
                TextColumn text => CategoriesOf(text),
                { Type.IsTemporal: true } => throw new RondoException("date_as_feature",
                    $"Column '{table.Schema.Fields[j].Name}' is a {table.Columns[j].Type.Word}, which no algorithm takes as it is.",
                    "Turn it into parts (`prepare.features.dates`), derive a number from it, or drop it."),
                _ => [],
            });
        }
        return new MatrixEncoder([.. table.Schema.Fields.Select(f => f.Name)], categories.DrainToImmutable());
    }

    public FeatureMatrix Apply(Table table)
    {
        var columns = new float[_names.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = (table[_names[j]], _codes[j]) switch
            {
                (TextColumn text, { } codes) => Codes(text, codes),
                (DoubleColumn numbers, null) => Floats(numbers.Values),
                (IntegerColumn { Type: ColumnType.Int64 or ColumnType.Boolean } numbers, null) => Floats(numbers),
                var (column, _) => throw new ArgumentException($"Column '{_names[j]}' is {column.Type.Word}, which is not what it was in training.", nameof(table)),
            };
        }
        return new FeatureMatrix(Features, columns, table.RowCount);
    }

    /// <summary>The cells of a row that <see cref="Fill"/> reads, in the order of the features.</summary>
    public Column[] Bind(Table row)
    {
        // Refuses what is not as it was in training.
        Apply(row);
        return [.. _names.Select(name => row[name])];
    }

    /// <summary>The same as <see cref="Apply"/> for the cells of a row. Shape of <paramref name="row"/>: features.</summary>
    public void Fill(Column[] cells, Span<float> row)
    {
        for (var j = 0; j < cells.Length; j++)
        {
            row[j] = cells[j] switch
            {
                TextColumn text => text[0] is { } value && _codes[j]!.TryGetValue(value, out var code) ? code : float.NaN,
                DoubleColumn numbers => (float)numbers.Values[0],
                IntegerColumn numbers => numbers.IsMissing(0) ? float.NaN : numbers.Values[0],
                _ => float.NaN,
            };
        }
    }

    /// <summary>A value for each feature.</summary>
    public IReadOnlyList<Value> Lower(LoweredTable table) =>
        [.. _names.Select((name, j) => _categories[j].IsEmpty ? table[name].Value.ToSingle() : table[name].Value.Lookup(_categories[j], double.NaN, double.NaN))];

    public void Write(PipelineWriter writer)
    {
        writer.Int(_names.Length);
        for (var j = 0; j < _names.Length; j++)
        {
            writer.Text(_names[j]);
            writer.Texts(_categories[j]);
        }
    }

    public static MatrixEncoder Read(PipelineReader reader)
    {
        var count = reader.Length(8);
        var names = new string[count];
        var categories = new ImmutableArray<string>[count];
        for (var j = 0; j < count; j++)
        {
            names[j] = reader.Text();
            categories[j] = [.. reader.Texts()];
            for (var k = 1; k < categories[j].Length; k++)
                if (string.CompareOrdinal(categories[j][k - 1], categories[j][k]) >= 0)
                    throw PipelineReader.Damaged($"the categories of '{names[j]}' are not in order");
        }
        return new MatrixEncoder([.. names], [.. categories]);
    }

    static ImmutableArray<string> CategoriesOf(TextColumn text)
    {
        var used = new bool[text.Dictionary.Length];
        foreach (var code in text.Codes)
            if (code >= 0) used[code] = true;
        var values = text.Dictionary.Where((_, code) => used[code]).Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(values, StringComparer.Ordinal);
        return values.Length == 0 ? [""] : [.. values];
    }

    static float[] Codes(TextColumn text, Dictionary<string, int> codes)
    {
        var map = new float[text.Dictionary.Length];
        for (var i = 0; i < map.Length; i++)
            map[i] = codes.TryGetValue(text.Dictionary[i], out var code) ? code : float.NaN;
        var floats = new float[text.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = text.Codes[i] < 0 ? float.NaN : map[text.Codes[i]];
        return floats;
    }

    static float[] Floats(double[] values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = (float)values[i];
        return floats;
    }

    static float[] Floats(IntegerColumn column)
    {
        var floats = new float[column.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = column.IsMissing(i) ? float.NaN : column.Values[i];
        return floats;
    }
}
