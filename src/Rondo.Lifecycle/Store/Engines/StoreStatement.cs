namespace Rondo.Lifecycle.Store.Engines;

/// <summary>
/// A prepared statement for the paths that are called thousands of times a second. Parameters are <c>$1</c>, <c>$2</c>, ... and appear in that order.
/// Of use within one session only; one use at a time.
/// </summary>
public abstract class StoreStatement
{
    public abstract StoreStatement Bind(int parameter, long value);

    public abstract StoreStatement Bind(int parameter, double value);

    /// <summary>A text, or NULL.</summary>
    public abstract StoreStatement Bind(int parameter, string? value);

    public StoreStatement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : Bind(parameter, (string?)null);

    public StoreStatement Bind(int parameter, double? value) => value is { } number ? Bind(parameter, number) : Bind(parameter, (string?)null);

    /// <summary>Executes it and returns how many rows changed.</summary>
    public abstract int Run();

    /// <summary>Executes it at latest when the transaction commits; many in a row are sent together.</summary>
    public abstract void Add();

    /// <summary>Goes to the next row; false after the last one, and then the statement can be bound anew.</summary>
    public abstract bool Next();

    /// <summary>Leaves the rows that were not read.</summary>
    public abstract void Stop();

    public abstract bool IsNull(int column);

    public abstract long Number(int column);

    public abstract double Real(int column);

    public abstract string Text(int column);

    /// <summary>A text's UTF-8 bytes, valid until the next call.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public double? RealOrNull(int column) => IsNull(column) ? null : Real(column);
}
