namespace Rondo.Engine.Data;

/// <summary>Columns of one type after each other.</summary>
public static class ColumnParts
{
    /// <param name="type">Of every part.</param>
    public static Column Join(ColumnType type, IReadOnlyList<Column> parts)
    {
        if (parts.Count == 1) return parts[0];
        if (type == ColumnType.Double) return new DoubleColumn([.. parts.SelectMany(p => ((DoubleColumn)p).Values)]);
        if (type == ColumnType.Text) return TextColumn.From([.. parts.SelectMany(p => Enumerable.Range(0, p.Length).Select(row => ((TextColumn)p)[row]))]);
        var rows = parts.Sum(p => p.Length);
        var (values, missing) = (new long[rows], new bool[rows]);
        var at = 0;
        foreach (var part in parts)
            for (var row = 0; row < part.Length; row++, at++) (values[at], missing[at]) = (((IntegerColumn)part).Values[row], part.IsMissing(row));
        return new IntegerColumn(type, values, missing);
    }

    /// <summary>Tables of one schema after each other.</summary>
    public static Table Join(IReadOnlyList<Table> parts) =>
        parts.Count == 1 ? parts[0] : Table.Of(parts[0].Schema.Fields.Select((f, i) => (f.Name, Join(f.Type, [.. parts.Select(p => p.Columns[i])]))));
}
