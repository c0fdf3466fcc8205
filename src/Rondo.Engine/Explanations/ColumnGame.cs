using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Explanations;

/// <summary>The columns whose values are the row's own: the first ones of an order. All others have the reference's.</summary>
readonly record struct Coalition(int Row, int[] Order, int Size);

/// <summary>The game whose players are columns: what the pipeline predicts when some of them have the row's values and the others the reference's.</summary>
sealed class ColumnGame
{
    private const int CellsAtATime = 4_000_000;

    private readonly FittedPipeline _pipeline;
    private readonly int _threads;
    private readonly Column[] _columns;
    private readonly int[][] _active;
    private readonly int _first;

    public ColumnGame(FittedPipeline pipeline, Table rows, Table reference, int threads)
    {
        _pipeline = pipeline;
        _threads = threads;
        Rows = rows.RowCount;
        // Row `Rows` of each is the reference's value.
        _columns = [.. rows.Columns.Select((column, j) => Joined(column, reference.Columns[j]))];
        _active = [.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, _columns.Length).Where(j => !IsUsual(_columns[j], row)).ToArray())];
        (_first, var names) = Explainer.Explained(pipeline);
        Outputs = names.Length;
    }

    public int Rows { get; }

    public int Columns => _columns.Length;

    /// <summary>Numbers explained of each row.</summary>
    public int Outputs { get; }

    /// <summary>The columns in which the row differs from the reference; the others contribute nothing.</summary>
    public int[] Active(int row) => _active[row];

    /// <summary>What is predicted for each coalition. Shape: coalitions x Outputs.</summary>
    public double[] Values(List<Coalition> coalitions, CancellationToken cancellation)
    {
        var values = new double[checked(coalitions.Count * Outputs)];
        var count = Math.Max(1, CellsAtATime / Math.Max(1, Columns));
        for (var start = 0; start < coalitions.Count; start += count)
        {
            cancellation.ThrowIfCancellationRequested();
            var some = coalitions.GetRange(start, Math.Min(count, coalitions.Count - start));
            var predictions = _pipeline.Predict(TableOf(some), _threads, cancellation);
            for (var i = 0; i < some.Count; i++)
                predictions.Row(i).Slice(_first, Outputs).CopyTo(values.AsSpan((start + i) * Outputs));
        }
        return values;
    }

    Table TableOf(List<Coalition> coalitions)
    {
        var rows = new int[Columns][];
        for (var j = 0; j < rows.Length; j++)
        {
            rows[j] = new int[coalitions.Count];
            Array.Fill(rows[j], Rows);
        }
        for (var i = 0; i < coalitions.Count; i++)
        {
            var (row, order, size) = coalitions[i];
            foreach (var j in order.AsSpan(0, Math.Min(size, order.Length))) rows[j][i] = row;
        }
        return Table.Of(_pipeline.Input.Fields.Select((field, j) => (field.Name, _columns[j].Take(rows[j]))));
    }

    bool IsUsual(Column column, int row)
    {
        if (column.IsMissing(row) || column.IsMissing(Rows)) return column.IsMissing(row) == column.IsMissing(Rows);
        return column switch
        {
            DoubleColumn numbers => numbers.Values[row] == numbers.Values[Rows],
            IntegerColumn integers => integers.Values[row] == integers.Values[Rows],
            var texts => ((TextColumn)texts).Codes[row] == ((TextColumn)texts).Codes[Rows],
        };
    }

    // Text gets a dictionary of these rows alone: the training data's may have a million values.
    static Column Joined(Column rows, Column usual) => (rows, usual) switch
    {
        (DoubleColumn a, DoubleColumn b) => new DoubleColumn([.. a.Values, b.Values[0]]),
        (IntegerColumn a, IntegerColumn b) => new IntegerColumn(a.Type, [.. a.Values, b.Values[0]], [.. Enumerable.Range(0, a.Length).Select(a.IsMissing), b.IsMissing(0)]),
        (TextColumn a, TextColumn b) => TextColumn.From([.. Enumerable.Range(0, a.Length).Select(row => a[row]), b[0]]),
        _ => throw new ArgumentException("The reference row has other types than the rows.", nameof(usual)),
    };
}
