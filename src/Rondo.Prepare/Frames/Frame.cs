using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Frames;

/// <summary>
/// A table to be cut and joined, over DuckDB. Immutable; every step is done at once and gives a new frame, whose rows are in an order that
/// the step's summary tells. Names are quoted whatever they hold, and SQL reaches neither files nor the network.
/// </summary>
public sealed class Frame(Table table)
{
    /// <summary>Where the row's number stands while SQL works on it.</summary>
    internal const string Row = "rondo row";

    public Table Table => table;

    public int Rows => table.RowCount;

    public IReadOnlyList<string> Columns => [.. table.Schema.Fields.Select(f => f.Name)];

    /// <summary>The rows of files of any known format, such as CSV and Parquet.</summary>
    public static Frame Read(params string[] paths) => new(SourceReader.Read(new SourceSpec(paths)));

    /// <summary>Writes a file whose ending tells the format.</summary>
    public void Write(string path) => TableWriter.Write(table, path);

    /// <summary>These columns, in this order.</summary>
    public Frame Select(params string[] columns)
    {
        Require(columns);
        return new Frame(table.Select(columns));
    }

    public Frame Drop(params string[] columns)
    {
        Require(columns);
        return new Frame(table.Drop(columns.ToHashSet(StringComparer.Ordinal)));
    }

    public Frame Rename(string column, string name)
    {
        Require(column);
        return new Frame(Table.Of(table.Schema.Fields.Select((f, i) => (f.Name == column ? name : f.Name, table.Columns[i]))));
    }

    /// <summary>The rows where an expression of the lifecycle file's language is true; where it is missing they go.</summary>
    public Frame Filter(string expression)
    {
        var compiled = Expression.Compile(expression, table.Schema);
        if (compiled.ResultType != ColumnType.Boolean)
            throw new RondoException("type_mismatch", $"'{expression}' gives {compiled.ResultType.Word}; a filter needs true or false.", "Write a comparison.");
        var flags = (IntegerColumn)compiled.Evaluate(table);
        return new Frame(table.Take([.. Enumerable.Range(0, Rows).Where(i => !flags.IsMissing(i) && flags.Values[i] == 1)]));
    }

    /// <summary>The rows where a predicate of SQL is true.</summary>
    public Frame FilterSql(string predicate) => Run($"SELECT {List(Columns)} FROM frame WHERE ({predicate}\n) ORDER BY {Quote(Row)}");

    /// <summary>A column computed by an expression of the lifecycle file's language, in the place of its namesake or at the end.</summary>
    public Frame With(string name, string expression) => new(table.With(name, Expression.Compile(expression, table.Schema).Evaluate(table)));

    /// <summary>A column computed by SQL, window functions included.</summary>
    public Frame WithSql(string name, string expression) => WithColumn(name, $"({expression}\n)");

    /// <summary>A column computed for each row from the rows around it.</summary>
    public Frame Window(string name, Window window) => WithColumn(name, window.Sql(this));

    /// <summary>Rows sorted by columns, each ascending unless <c>-</c> stands before its name; missing values last, equal rows as they were.</summary>
    public Frame Sort(params string[] columns) => Run($"SELECT {List(Columns)} FROM frame ORDER BY {Order(columns)}");

    /// <summary>The first row of each combination of these columns' values, of all columns when none is named.</summary>
    public Frame Distinct(params string[] columns)
    {
        if (columns.Length == 0) columns = [.. Columns];
        Require(columns);
        return Run($"SELECT {List(Columns)} FROM (SELECT *, row_number() OVER (PARTITION BY {List(columns)} ORDER BY {Quote(Row)}) AS {Quote(Row + " of")} FROM frame) WHERE {Quote(Row + " of")} = 1 ORDER BY {Quote(Row)}");
    }

    /// <summary>The other frame's rows after these. Both have the same columns.</summary>
    public Frame Union(Frame other)
    {
        other.Require([.. Columns]);
        Require([.. other.Columns]);
        var both = $"SELECT {List(Columns)}, 0 AS part, {Quote(Row)} FROM frame UNION ALL SELECT {List(Columns)}, 1 AS part, {Quote(Row)} FROM other";
        return Run($"SELECT {List(Columns)} FROM ({both}) ORDER BY part, {Quote(Row)}", other);
    }

    /// <summary>So many rows, drawn without replacement by the seed, in the order that they have.</summary>
    public Frame Sample(int rows, ulong seed = 42) => new(table.Take(new CounterRandom(seed, "frame_sample").Sample(Rows, rows)));

    public Frame Head(int rows) => new(table.Take([.. Enumerable.Range(0, Math.Min(rows, Rows))]));

    /// <summary>Groups by columns; <see cref="GroupedFrame.Aggregate"/> gives a row for each.</summary>
    public GroupedFrame GroupBy(params string[] columns)
    {
        Require(columns);
        return new GroupedFrame(this, [.. columns]);
    }

    /// <summary>Rows of both frames whose columns are equal; see <see cref="JoinKind"/>. A missing value equals none.</summary>
    public Frame Join(Frame other, JoinKind kind, params string[] on) => FrameJoin.Of(this, other, kind, on);

    /// <summary>A row for each combination of the index's values, sorted; a column for each value of <paramref name="column"/>, sorted.</summary>
    public Frame Pivot(string[] index, string column, Aggregate value) => FramePivot.Wide(this, index, column, value);

    /// <summary>A row for each of the columns that are not the index, with its name and value.</summary>
    public Frame Unpivot(string[] index, string name = "name", string value = "value") => FramePivot.Long(this, index, name, value);

    /// <summary>One SQL query over this frame, which it knows as <c>frame</c>.</summary>
    public Frame Sql(string query) => new(TableQuery.Run(new Dictionary<string, Table> { ["frame"] = table }, query, Memory));

    static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7;

    internal Frame Run(string query, Frame? other = null)
    {
        var tables = new Dictionary<string, Table> { ["frame"] = Numbered() };
        if (other is not null) tables["other"] = other.Numbered();
        return new Frame(TableQuery.Run(tables, query, Memory));
    }

    internal void Require(params string[] columns)
    {
        var unknown = columns.Where(c => !table.Schema.Contains(c)).Select(c => new Mistake("unknown_column", $"There is no column '{c}'.")
        {
            Field = c,
            Hint = Spelling.DidYouMean(c, Columns) ?? $"There are {string.Join(", ", Columns.Take(20))}.",
        }).ToArray();
        if (unknown.Length > 0) throw new RondoException(unknown);
    }

    internal static string Quote(string name) => TableQuery.Quote(name);

    internal static string List(IEnumerable<string> columns, string? of = null) => string.Join(", ", columns.Select(c => of is null ? Quote(c) : $"{of}.{Quote(c)}"));

    /// <summary>What to order by; the row's number decides between equals.</summary>
    internal string Order(IEnumerable<string> columns)
    {
        var terms = columns.Select(c => c.StartsWith('-') && !table.Schema.Contains(c) ? (Name: c[1..], Way: "DESC") : (Name: c, Way: "ASC")).ToArray();
        Require([.. terms.Select(t => t.Name)]);
        return string.Join(", ", terms.Select(t => $"{Quote(t.Name)} {t.Way} NULLS LAST").Append(Quote(Row)));
    }

    Frame WithColumn(string name, string sql)
    {
        var columns = Columns.Select(c => c == name ? $"{sql} AS {Quote(c)}" : Quote(c));
        if (!table.Schema.Contains(name)) columns = columns.Append($"{sql} AS {Quote(name)}");
        return Run($"SELECT {string.Join(", ", columns)} FROM frame ORDER BY {Quote(Row)}");
    }

    Table Numbered() => table.With(Row, new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, Rows).Select(i => (long)i)]));
}
