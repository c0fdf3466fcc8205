using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>The value for a column's missing places. It is in <c>Whole</c> for int64 and boolean, in <c>Number</c> for double, in <c>Text</c> for text.</summary>
/// <param name="Type">The type of the filled column.</param>
sealed record ColumnFill(string Name, ColumnType Type)
{
    public const int LeastBytes = 4 + 4 + 8 + 1;

    public double Number { get; init; }

    public long Whole { get; init; }

    public string Text { get; init; } = "";

    public bool Indicates { get; init; }

    public string IndicatorName => Name + "_missing";

    public static ColumnFill Constant(string name, ColumnType type, object? value) => value switch
    {
        null => new ColumnFill(name, type) { Text = type == ColumnType.Text ? "missing" : "" },
        string text => new ColumnFill(name, type) { Text = text },
        bool flag => new ColumnFill(name, type) { Whole = flag ? 1 : 0 },
        long whole when type == ColumnType.Int64 => OfWhole(name, whole),
        _ => OfNumber(name, type, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
    };

    public static ColumnFill Mean(string name, Column column)
    {
        if (column is DoubleColumn numbers) return OfDouble(name, Moments.Mean(Present(numbers)));
        var values = Present((IntegerColumn)column);
        // 128 bits hold any such sum exactly.
        var sum = Int128.Zero;
        foreach (var value in values) sum += value;
        return sum % values.Length == 0 ? OfWhole(name, (long)(sum / values.Length)) : OfDouble(name, (double)sum / values.Length);
    }

    public static ColumnFill Median(string name, Column column)
    {
        if (column is DoubleColumn numbers) return OfDouble(name, OrderStatistics.Median(Present(numbers)));
        var (low, high) = OrderStatistics.Middle(Present((IntegerColumn)column));
        var sum = (Int128)low + high;
        return sum % 2 == 0 ? OfWhole(name, (long)(sum / 2)) : OfDouble(name, (double)sum / 2);
    }

    /// <summary>The most frequent value, of equally frequent ones the smallest, as scikit-learn has it.</summary>
    public static ColumnFill Mode(string name, Column column)
    {
        switch (column)
        {
            case TextColumn texts:
                var (values, counts) = TextCategories.Count(texts);
                return new ColumnFill(name, ColumnType.Text) { Text = values[Array.IndexOf(counts, counts.Max())] };
            case DoubleColumn numbers:
                return OfDouble(name, MostFrequent<double>([.. Present(numbers)]) + 0.0);
            default:
                return new ColumnFill(name, column.Type) { Whole = MostFrequent<long>([.. Present((IntegerColumn)column)]) };
        }
    }

    public Column Apply(Column column) => (column, Type) switch
    {
        (TextColumn texts, ColumnType.Text) => Apply(texts),
        (DoubleColumn numbers, ColumnType.Double) => Apply(numbers),
        (IntegerColumn { Type: ColumnType.Int64 } whole, ColumnType.Double) => ToDouble(whole),
        (IntegerColumn whole, _) when whole.Type == Type => Apply(whole),
        _ => throw new ArgumentException($"Column '{Name}' is {column.Type.Word}, which is not what it was in training.", nameof(column)),
    };

    /// <summary>The same for a row whose cells change.</summary>
    public Column Bind(Column from, RowSteps steps)
    {
        var cell = Cell.New(Type);
        Action step = (from, cell) switch
        {
            (TextColumn texts, TextColumn to) => () => Cell.Set(to, texts[0] ?? Text),
            (DoubleColumn numbers, DoubleColumn to) => () => Cell.Set(to, double.IsNaN(numbers.Values[0]) ? Number : numbers.Values[0]),
            (IntegerColumn { Type: ColumnType.Int64 } whole, DoubleColumn to) => () => Cell.Set(to, whole.IsMissing(0) ? Number : whole.Values[0]),
            (IntegerColumn whole, IntegerColumn to) when whole.Type == Type => () => Cell.Set(to, whole.IsMissing(0) ? Whole : whole.Values[0]),
            _ => throw new ArgumentException($"Column '{Name}' is {from.Type.Word}, which is not what it was in training.", nameof(from)),
        };
        steps.Add(step);
        return cell;
    }

    public Value Lower(Value value) => value.IsMissing().Choose(Type switch
    {
        ColumnType.Text => Value.OfText(Text),
        ColumnType.Double => Number,
        _ => Whole,
    }, value);

    public void Write(PipelineWriter writer)
    {
        writer.Text(Name);
        writer.Text(Type.Word);
        if (Type == ColumnType.Text) writer.Text(Text);
        else if (Type == ColumnType.Double) writer.Double(Number);
        else writer.Long(Whole);
        writer.Bool(Indicates);
    }

    public static ColumnFill Read(PipelineReader reader)
    {
        var name = reader.Text();
        if (!ColumnTypes.TryParse(reader.Text(), out var type) || type.IsTemporal) throw PipelineReader.Damaged($"the fill of '{name}' has no type");
        var fill = new ColumnFill(name, type);
        fill = type switch
        {
            ColumnType.Text => fill with { Text = reader.Text() },
            ColumnType.Double => fill with { Number = reader.Double() },
            _ => fill with { Whole = reader.Long() },
        };
        return fill with { Indicates = reader.Bool() };
    }

    static ColumnFill OfWhole(string name, long value) => new(name, ColumnType.Int64) { Whole = value };

    static ColumnFill OfDouble(string name, double value) => new(name, ColumnType.Double) { Number = value };

    static ColumnFill OfNumber(string name, ColumnType type, double value) =>
        type == ColumnType.Int64 && value == Math.Floor(value) && Math.Abs(value) <= 9007199254740992 ? OfWhole(name, (long)value) : OfDouble(name, value);

    TextColumn Apply(TextColumn column)
    {
        if (column.CountMissing() == 0) return column;
        var dictionary = column.Dictionary;
        var fill = Array.IndexOf(dictionary, Text);
        if (fill < 0)
        {
            fill = dictionary.Length;
            dictionary = [.. dictionary, Text];
        }
        var codes = (int[])column.Codes.Clone();
        for (var row = 0; row < codes.Length; row++)
            if (codes[row] < 0) codes[row] = fill;
        return new TextColumn(codes, dictionary);
    }

    DoubleColumn Apply(DoubleColumn column)
    {
        if (column.CountMissing() == 0) return column;
        var values = (double[])column.Values.Clone();
        for (var row = 0; row < values.Length; row++)
            if (double.IsNaN(values[row])) values[row] = Number;
        return new DoubleColumn(values);
    }

    IntegerColumn Apply(IntegerColumn column)
    {
        if (column.Missing is not { } missing) return column;
        var values = (long[])column.Values.Clone();
        for (var row = 0; row < values.Length; row++)
            if (missing[row]) values[row] = Whole;
        return new IntegerColumn(Type, values);
    }

    DoubleColumn ToDouble(IntegerColumn column)
    {
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++) values[row] = column.IsMissing(row) ? Number : column.Values[row];
        return new DoubleColumn(values);
    }

    static double[] Present(DoubleColumn column) =>
        column.CountMissing() == 0 ? column.Values : Array.FindAll(column.Values, value => !double.IsNaN(value));

    static long[] Present(IntegerColumn column)
    {
        if (column.Missing is not { } missing) return column.Values;
        var values = new long[column.Length - column.CountMissing()];
        var count = 0;
        for (var row = 0; row < missing.Length; row++)
            if (!missing[row]) values[count++] = column.Values[row];
        return values;
    }

    static T MostFrequent<T>(T[] values)
        where T : IEquatable<T>
    {
        Array.Sort(values);
        var (best, bestCount) = (values[0], 0);
        for (var start = 0; start < values.Length;)
        {
            var end = start + 1;
            while (end < values.Length && values[end].Equals(values[start])) end++;
            if (end - start > bestCount) (best, bestCount) = (values[start], end - start);
            start = end;
        }
        return best;
    }
}
