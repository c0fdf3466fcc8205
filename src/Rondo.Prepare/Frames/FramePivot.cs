using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Frames;

/// <summary>From long to wide and back.</summary>
static class FramePivot
{
    private const int MostColumns = 1000;

    public static Frame Wide(Frame frame, string[] index, string column, Aggregate value)
    {
        frame.Require([.. index, column]);
        var name = Frame.Quote(column);
        var values = frame.Run($"SELECT DISTINCT {name} AS v, CAST({name} AS VARCHAR) AS name FROM frame WHERE {name} IS NOT NULL ORDER BY v").Table["name"];
        if (values.Length > MostColumns)
            throw new RondoException(new Mistake("too_many_columns", FormattableString.Invariant($"'{column}' has {values.Length} values; a pivot makes a column of each, and at most {MostColumns}.")) { Field = column });
        var items = Enumerable.Range(0, values.Length).Select(i => ((TextColumn)values)[i]!)
            .Select(v => $"{value.Sql(frame, $"CAST({name} AS VARCHAR) = {Text(v)}")} AS {Frame.Quote(v)}").Prepend(Frame.List(index)).Where(item => item.Length > 0);
        var groups = index.Length == 0 ? "" : $" GROUP BY {Frame.List(index)} ORDER BY {string.Join(", ", index.Select(c => $"{Frame.Quote(c)} NULLS LAST"))}";
        return frame.Run($"SELECT {string.Join(", ", items)} FROM frame{groups}");
    }

    public static Frame Long(Frame frame, string[] index, string name, string value)
    {
        frame.Require(index);
        var columns = frame.Columns.Except(index).ToArray();
        if (columns.Length == 0) throw new RondoException("bad_arguments", "Every column is in the index; none is left to unpivot.");
        var types = columns.Select(c => frame.Table.Schema.Find(c)!.Type).Distinct().ToArray();
        // Texts and numbers in one column would have to be texts all.
        if (types.Length > 1 && !types.All(t => t is ColumnType.Int64 or ColumnType.Double))
            throw new RondoException("wrong_column_type", $"The columns have different types: {string.Join(", ", types.Select(t => t.Word))}.", "Put those of another type into the index, or leave them out.");
        var prefix = index.Length == 0 ? "" : Frame.List(index) + ", ";
        var parts = columns.Select((c, i) => FormattableString.Invariant($"SELECT {prefix}{Text(c)} AS {Frame.Quote(name)}, {Frame.Quote(c)} AS {Frame.Quote(value)}, {i} AS part, {Frame.Quote(Frame.Row)} FROM frame"));
        return frame.Run($"SELECT {prefix}{Frame.Quote(name)}, {Frame.Quote(value)} FROM ({string.Join(" UNION ALL ", parts)}) ORDER BY part, {Frame.Quote(Frame.Row)}");
    }

    static string Text(string value) => Snapshots.Sql.Text(value);
}
