using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Recipes;

/// <summary>One row of usual values: the median of numbers and dates, the most frequent text. No row of the data has to equal it.</summary>
public static class ReferenceRow
{
    public static Table Of(Table table) => Table.Of(table.Schema.Fields.Select((field, i) => (field.Name, UsualOf(table.Columns[i]))));

    static Column UsualOf(Column column) => column switch
    {
        DoubleColumn numbers => new DoubleColumn([MedianOf(numbers.Values)]),
        IntegerColumn integers => MedianOf(integers),
        TextColumn text => TextColumn.From([MostFrequent(text)]),
        _ => throw new ArgumentException($"A column of {column.Type.Word} has no usual value.", nameof(column)),
    };

    static double MedianOf(double[] values)
    {
        var finite = Array.FindAll(values, double.IsFinite);
        return finite.Length == 0 ? double.NaN : OrderStatistics.Median(finite);
    }

    static IntegerColumn MedianOf(IntegerColumn column)
    {
        long[] known = column.Missing is null ? column.Values : [.. column.Values.Where((_, row) => !column.IsMissing(row))];
        return known.Length == 0 ? new IntegerColumn(column.Type, [0], [true]) : new IntegerColumn(column.Type, [OrderStatistics.Middle(known).Low]);
    }

    // Of equally frequent ones the first in order.
    static string? MostFrequent(TextColumn text)
    {
        var counts = new int[text.Dictionary.Length];
        foreach (var code in text.Codes)
            if (code >= 0) counts[code]++;
        string? usual = null;
        var most = 0;
        for (var code = 0; code < counts.Length; code++)
        {
            if (counts[code] < most || counts[code] == 0) continue;
            if (counts[code] == most && string.CompareOrdinal(text.Dictionary[code], usual) > 0) continue;
            (usual, most) = (text.Dictionary[code], counts[code]);
        }
        return usual;
    }

    internal static void Write(PipelineWriter writer, Table row)
    {
        foreach (var column in row.Columns)
        {
            writer.Bool(column.IsMissing(0));
            if (column.IsMissing(0)) continue;
            if (column is DoubleColumn numbers) writer.Double(numbers.Values[0]);
            else if (column is IntegerColumn integers) writer.Long(integers.Values[0]);
            else writer.Text(((TextColumn)column)[0]!);
        }
    }

    internal static Table Read(PipelineReader reader, Schema schema) => Table.Of([.. schema.Fields.Select(field => (field.Name, ReadColumn(reader, field.Type)))]);

    static Column ReadColumn(PipelineReader reader, ColumnType type)
    {
        var isMissing = reader.Bool();
        return type switch
        {
            ColumnType.Double => new DoubleColumn([isMissing ? double.NaN : reader.Double()]),
            ColumnType.Text => TextColumn.From([isMissing ? null : reader.Text()]),
            _ => isMissing ? new IntegerColumn(type, [0], [true]) : new IntegerColumn(type, [reader.Long()]),
        };
    }
}
