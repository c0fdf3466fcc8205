namespace Rondo.Engine.Numerics;

/// <summary>Floats seen as a matrix: row i, column j lies at i * RowStep + j * ColumnStep.</summary>
public readonly ref struct MatrixView
{
    /// <summary>Row by row, each <paramref name="stride"/> floats after the one before; 0 means that rows follow each other directly.</summary>
    public MatrixView(Span<float> values, int rows, int columns, int stride = 0)
        : this(values, rows, columns, stride == 0 ? columns : stride, 1)
    {
    }

    MatrixView(Span<float> values, int rows, int columns, int rowStep, int columnStep)
    {
        if (rows > 0 && columns > 0 && (long)(rows - 1) * rowStep + (long)(columns - 1) * columnStep >= values.Length)
            throw new ArgumentException($"{values.Length} floats are too few for {rows} x {columns}.", nameof(values));
        Values = values;
        (Rows, Columns, RowStep, ColumnStep) = (rows, columns, rowStep, columnStep);
    }

    public Span<float> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int RowStep { get; }

    public int ColumnStep { get; }

    /// <summary>The same floats with rows and columns exchanged; nothing is copied.</summary>
    public MatrixView Transposed => new(Values, Columns, Rows, ColumnStep, RowStep);

    public ref float this[int row, int column] => ref Values[row * RowStep + column * ColumnStep];
}
