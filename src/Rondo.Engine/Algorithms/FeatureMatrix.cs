namespace Rondo.Engine.Algorithms;

/// <summary>What a column of the matrix holds: numbers, or codes 0 .. Cardinality-1 of categories. Missing is NaN in both.</summary>
/// <param name="Cardinality">The number of categories, or 0 for numbers.</param>
public sealed record Feature(string Name, int Cardinality = 0)
{
    public bool IsCategorical => Cardinality > 0;
}

/// <summary>Features as float32, one array a column. Immutable by agreement: nobody writes to the arrays after they are handed over.</summary>
public sealed class FeatureMatrix
{
    public FeatureMatrix(IReadOnlyList<Feature> features, float[][] columns, int rows)
    {
        if (features.Count != columns.Length) throw new ArgumentException("As many features as columns are needed.", nameof(columns));
        if (columns.Any(c => c.Length != rows)) throw new ArgumentException($"Every column needs {rows} rows.", nameof(columns));
        Features = features;
        Columns = columns;
        Rows = rows;
    }

    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Shape: features x rows.</summary>
    public float[][] Columns { get; }

    public int Rows { get; }

    /// <summary>Copies one row. Shape of <paramref name="row"/>: features.</summary>
    public void CopyRow(int index, Span<float> row)
    {
        for (var j = 0; j < Columns.Length; j++) row[j] = Columns[j][index];
    }

    public FeatureMatrix Take(int[] rows)
    {
        var taken = new float[Columns.Length][];
        for (var j = 0; j < taken.Length; j++)
        {
            var from = Columns[j];
            var to = taken[j] = new float[rows.Length];
            for (var i = 0; i < rows.Length; i++) to[i] = from[rows[i]];
        }
        return new FeatureMatrix(Features, taken, rows.Length);
    }
}
