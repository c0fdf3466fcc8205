using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

public enum RowNorm
{
    /// <summary>The sum of absolute values.</summary>
    L1,
    /// <summary>The root of the sum of squares.</summary>
    L2,
    /// <summary>The largest absolute value.</summary>
    Max,
}

/// <summary>
/// Divides each row by the size of the row, over the chosen columns. Missing values count for nothing and stay missing; a row of zeros
/// stays as it is. The size is lost, so there is no way back. Booleans take part only when they are named.
/// </summary>
[Part("normalizer", "Scales every row to size 1 over the chosen columns.")]
public sealed record Normalizer : ITransform
{
    [Param("Columns that make up a row; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("The size of a row: l1 (sum of absolute values), l2 (root of the sum of squares) or max (largest absolute value).")]
    public RowNorm Norm { get; init; } = RowNorm.L2;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        return new FittedNormalizer(Norm, [.. NumberMaps.Choose(table, this, Columns).Select(index => table.Schema.Fields[index].Name)]);
    }
}

[Fitted("normalizer")]
sealed class FittedNormalizer(RowNorm norm, string[] names) : IFittedTransform, IReadable<FittedNormalizer>
{
    public Table Apply(Table table)
    {
        var positions = Array.ConvertAll(names, name => ColumnChoice.PositionOf(table, name));
        var numbers = Array.ConvertAll(positions, position => Numbers.Of(table.Columns[position]));
        var (largest, sums) = Sizes(numbers, table.RowCount);
        var columns = table.Schema.Fields.Select((f, i) => (f.Name, Column: table.Columns[i])).ToArray();
        for (var j = 0; j < positions.Length; j++)
        {
            var scaled = new double[table.RowCount];
            for (var row = 0; row < scaled.Length; row++)
                scaled[row] = largest[row] > 0 ? numbers[j][row] / largest[row] / sums[row] : numbers[j][row];
            columns[positions[j]].Column = new DoubleColumn(scaled);
        }
        return Table.Of(columns);
    }

    public LoweredTable Lower(LoweredTable table)
    {
        var numbers = Array.ConvertAll(names, name => table[name].Value);
        Value largest = 0, sum = norm == RowNorm.Max ? 1 : 0;
        foreach (var number in numbers) largest = (number.Abs() > largest).Choose(number.Abs(), largest);
        foreach (var number in norm == RowNorm.Max ? [] : numbers)
        {
            var share = number.Abs() / largest;
            sum += number.IsMissing().Choose(0, norm == RowNorm.L1 ? share : share * share);
        }
        if (norm == RowNorm.L2) sum = sum.Sqrt();
        for (var j = 0; j < names.Length; j++)
            table = table.With(names[j], ColumnType.Double, (largest > 0).Choose(numbers[j] / largest / sum, numbers[j]));
        return table;
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)norm);
        writer.Texts(names);
    }

    public static FittedNormalizer Read(PipelineReader reader, int version)
    {
        var norm = (RowNorm)reader.Int();
        return Enum.IsDefined(norm) ? new FittedNormalizer(norm, reader.Texts()) : throw PipelineReader.Damaged("it names an unknown norm");
    }

    /// <summary>Each row's largest value, and its size in units of that: so no square overflows or vanishes.</summary>
    (double[] Largest, double[] Sums) Sizes(double[][] numbers, int rows)
    {
        var (largest, sums) = (new double[rows], new double[rows]);
        foreach (var values in numbers)
            for (var row = 0; row < rows; row++)
                if (Math.Abs(values[row]) > largest[row]) largest[row] = Math.Abs(values[row]);
        if (norm == RowNorm.Max)
        {
            Array.Fill(sums, 1);
            return (largest, sums);
        }
        foreach (var values in numbers)
        {
            for (var row = 0; row < rows; row++)
            {
                if (double.IsNaN(values[row]) || largest[row] == 0) continue;
                var share = Math.Abs(values[row]) / largest[row];
                sums[row] += norm == RowNorm.L1 ? share : share * share;
            }
        }
        if (norm == RowNorm.L2)
            for (var row = 0; row < rows; row++) sums[row] = Math.Sqrt(sums[row]);
        return (largest, sums);
    }
}
