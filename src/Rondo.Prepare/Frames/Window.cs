using System.Collections.Immutable;

namespace Rondo.Prepare.Frames;

/// <summary>A value for each row from rows of its partition, in an order.</summary>
public sealed record Window
{
    private readonly string _function;
    private readonly string? _column;
    private readonly string _rows;

    Window(string function, string? column = null, string rows = "") => (_function, _column, _rows) = (function, column, rows);

    ImmutableArray<string> Partition { get; init; } = [];

    ImmutableArray<string> Order { get; init; } = [];

    /// <summary>1, 2, 3, ...</summary>
    public static Window RowNumber() => new("row_number()");

    /// <summary>1 for the first; equals share the first one's, and the next ones come after all of them.</summary>
    public static Window Rank() => new("rank()");

    /// <summary>As rank, without gaps.</summary>
    public static Window DenseRank() => new("dense_rank()");

    /// <summary>The value so many rows before.</summary>
    public static Window Lag(string column, int rows = 1) => new(FormattableString.Invariant($"lag({{0}}, {rows})"), column);

    /// <summary>The value so many rows after.</summary>
    public static Window Lead(string column, int rows = 1) => new(FormattableString.Invariant($"lead({{0}}, {rows})"), column);

    /// <summary>The sum of the rows until this one.</summary>
    public static Window RunningSum(string column) => new("sum({0})", column, " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");

    public static Window RunningMax(string column) => new("max({0})", column, " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");

    /// <summary>The mean of this row and those before it, so many in all; fewer at the start.</summary>
    public static Window MovingMean(string column, int rows) => new("avg({0})", column, FormattableString.Invariant($" ROWS BETWEEN {rows - 1} PRECEDING AND CURRENT ROW"));

    /// <summary>The share of the partition's sum.</summary>
    public static Window Share(string column) => new("{0} / sum({0})", column, " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");

    /// <summary>Rows with equal values of these columns are looked at together.</summary>
    public Window Within(params string[] columns) => this with { Partition = [.. columns] };

    /// <summary>The order of rows, with <c>-</c> before a column for the reverse; as they stand when it is not told.</summary>
    public Window By(params string[] columns) => this with { Order = [.. columns] };

    internal string Sql(Frame frame)
    {
        if (_column is not null) frame.Require(_column);
        frame.Require([.. Partition]);
        var function = _column is null ? _function : _function.Replace("{0}", Frame.Quote(_column), StringComparison.Ordinal);
        // Ranks see equals only where the row's number does not tell them apart.
        var order = _function is "rank()" or "dense_rank()" && !Order.IsEmpty ? frame.Order(Order)[..^(Frame.Quote(Frame.Row).Length + 2)] : frame.Order(Order);
        var partition = Partition.IsEmpty ? "" : $"PARTITION BY {Frame.List(Partition)} ";
        return $"{function} OVER ({partition}ORDER BY {order}{_rows})";
    }
}
