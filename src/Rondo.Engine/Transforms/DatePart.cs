using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Expressions;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>What can be read off a date or time; the names are those of the expression language's functions.</summary>
public enum DatePart
{
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfYear,
    Weekday,
    Hour,
    Minute,
    Second,
}

/// <summary>A column of dates or times and the parts of it that vary.</summary>
sealed record DateColumn(string Name, ColumnType Type, DatePart[] Parts)
{
    public const int LeastBytes = 12;

    private readonly CompiledExpression[] _expressions =
        [.. Parts.Select(part => new Call(WordOf(part), new ColumnReference(Name)).Compile(new Schema(new Field(Name, Type))))];

    /// <summary>The column with those of the parts that it has and that differ between two rows.</summary>
    public static DateColumn Of(Table table, int index, IEnumerable<DatePart> parts)
    {
        var (name, type) = table.Schema.Fields[index];
        var possible = parts.Distinct().Where(p => type != ColumnType.Date || p < DatePart.Hour);
        var all = new DateColumn(name, type, [.. possible]);
        var values = all.Values(table);
        return new DateColumn(name, type, [.. all.Parts.Where((_, i) => Varies(values[i]))]);
    }

    public static string WordOf(DatePart part) => PartCatalog.SnakeCase(part.ToString());

    /// <summary>The parts' values, in the order of the parts.</summary>
    public IntegerColumn[] Values(Table table)
    {
        var input = table.Select([Name]);
        return [.. _expressions.Select(e => (IntegerColumn)e.Evaluate(input))];
    }

    /// <summary>The parts' cells, for a row whose cells change.</summary>
    public Column[] Bind(Table row, RowSteps steps) => [.. _expressions.Select(e => e.Bind(row, steps))];

    public Value[] Lower(Value time) => [.. Parts.Select(part => CalendarFormulas.Part(part, time, Type))];

    public void Write(PipelineWriter writer)
    {
        writer.Text(Name);
        writer.Text(Type.Word);
        writer.Texts([.. Parts.Select(WordOf)]);
    }

    public static DateColumn Read(PipelineReader reader)
    {
        var (name, word, parts) = (reader.Text(), reader.Text(), reader.Texts());
        if (!ColumnTypes.TryParse(word, out var type) || !type.IsTemporal) throw PipelineReader.Damaged($"'{word}' is no type of dates");
        var known = Enum.GetValues<DatePart>().ToDictionary(WordOf);
        if (!parts.All(p => known.TryGetValue(p, out var part) && (type != ColumnType.Date || part < DatePart.Hour))) throw PipelineReader.Damaged("it names an unknown part of a date");
        if (parts.Distinct(StringComparer.Ordinal).Count() != parts.Length) throw PipelineReader.Damaged("it names a part of a date twice");
        return new DateColumn(name, type, [.. parts.Select(p => known[p])]);
    }

    static bool Varies(IntegerColumn column)
    {
        var first = -1;
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            if (first < 0) first = row;
            else if (column.Values[row] != column.Values[first]) return true;
        }
        return false;
    }
}
