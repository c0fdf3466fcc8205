using System.Collections.Immutable;
using System.Numerics;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Puts in the place of a text column the binary digits of its category's number: 1, 2, 3 ... in ordinal order of the categories of the
/// training rows, a missing value last. All digits are false for a category not seen in training. A million categories make 20 columns.
/// </summary>
[Part("binary", "Turns text into the binary digits of the number of its category.")]
public sealed record Binary : ITransform
{
    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("Whether a missing value is a category of its own; else it is missing in every digit.")]
    public bool EncodeMissing { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var columns = ImmutableArray.CreateBuilder<BinaryColumn>();
        foreach (var index in TextReplacement.Choose(table, this, Columns))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (categories, _) = TextCategories.Count((TextColumn)table.Columns[index]);
            columns.Add(new BinaryColumn(table.Schema.Fields[index].Name, categories, EncodeMissing));
        }
        TextReplacement.Check(table, this, columns.Select(c => c.Name), [.. columns.SelectMany(c => c.ColumnNames)], "Name fewer columns.");
        return new FittedBinary(columns.DrainToImmutable());
    }
}

/// <summary>A column and its categories; the first has number 1.</summary>
sealed record BinaryColumn(string Name, string[] Categories, bool EncodesMissing)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Categories);
    private readonly int _digits = Math.Max(1, BitOperations.Log2((uint)(Categories.Length + (EncodesMissing ? 1 : 0))) + 1);

    /// <summary>Digit 0 is the lowest; the highest comes first.</summary>
    public IEnumerable<string> ColumnNames => Enumerable.Range(0, _digits).Select(k => $"{Name}_bit_{_digits - 1 - k}");

    public IEnumerable<(string, Column)> Apply(TextColumn texts)
    {
        var numbers = TextCategories.PositionOfRows(texts, _index, Categories.Length);
        var missing = EncodesMissing || !texts.Codes.Any(c => c < 0) ? null : Array.ConvertAll(texts.Codes, code => code < 0);
        return ColumnNames.Select((name, k) => (name, (Column)new IntegerColumn(ColumnType.Boolean, Digit(numbers, _digits - 1 - k, missing), missing)));
    }

    public IEnumerable<LoweredColumn> Lower(Value text)
    {
        var number = text.Lookup(Categories, EncodesMissing ? Categories.Length : double.NaN, -1) + 1;
        return ColumnNames.Select((name, k) =>
        {
            var shifted = number.FloorDivide(1L << (_digits - 1 - k));
            return new LoweredColumn(name, ColumnType.Boolean, shifted - shifted.FloorDivide(2) * 2);
        });
    }

    static long[] Digit(int[] positions, int digit, bool[]? missing)
    {
        var values = new long[positions.Length];
        for (var row = 0; row < values.Length; row++)
            if (missing is null || !missing[row]) values[row] = ((positions[row] + 1) >> digit) & 1;
        return values;
    }
}

[Fitted("binary")]
sealed class FittedBinary(ImmutableArray<BinaryColumn> columns) : IFittedTransform, IReadable<FittedBinary>
{
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
            writer.Texts(column.Categories);
            writer.Bool(column.EncodesMissing);
        }
    }

    public static FittedBinary Read(PipelineReader reader, int version)
    {
        var columns = new BinaryColumn[reader.Length(9)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = reader.Text();
            columns[i] = new BinaryColumn(name, TextCategories.Read(reader, name), reader.Bool());
        }
        return new FittedBinary([.. columns]);
    }
}
