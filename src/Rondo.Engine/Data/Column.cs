namespace Rondo.Engine.Data;

/// <summary>An immutable column of typed values, of which any may be missing.</summary>
public abstract class Column
{
    private protected Column(ColumnType type, int length)
    {
        Type = type;
        Length = length;
    }

    public ColumnType Type { get; }

    public int Length { get; }

    public abstract bool IsMissing(int row);

    /// <summary>The rows named, in the order named. Shape: <c>rows.Length</c>.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    public int CountMissing()
    {
        var count = 0;
        for (var row = 0; row < Length; row++)
            if (IsMissing(row)) count++;
        return count;
    }
}
