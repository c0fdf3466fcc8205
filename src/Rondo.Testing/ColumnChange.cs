using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Testing;

/// <summary>A change of a column that predictions must not mind.</summary>
public sealed class ColumnChange
{
    readonly Func<Column, Column> _apply;

    ColumnChange(string words, Func<Column, Column> apply) => (Words, _apply) = (words, apply);

    /// <summary>The column's own values, in another order; the same one each time.</summary>
    public static ColumnChange Shuffled { get; } = new("its values in another order", column => column.Take(new CounterRandom(42, "shuffled column").Permutation(column.Length)));

    /// <summary>No value in any row.</summary>
    public static ColumnChange Missing { get; } = new("no value", column => ColumnConversion.AllMissing(column.Type, column.Length));

    /// <summary>What is done, as a message says it.</summary>
    internal string Words { get; }

    /// <summary>One value in every row.</summary>
    public static ColumnChange To(string value) => new($"'{value}' in every row", column => column is TextColumn ? TextColumn.From([.. Enumerable.Repeat<string?>(value, column.Length)]) : throw Unfit(column, "text"));

    /// <inheritdoc cref="To(string)"/>
    public static ColumnChange To(double value) => new(string.Create(CultureInfo.InvariantCulture, $"{value} in every row"), column => Numbers(column, _ => value));

    /// <summary>Each of two values where the other was.</summary>
    public static ColumnChange Swapped(string one, string other) => new($"'{one}' where '{other}' was, and the other way round", column => column is TextColumn text
        ? TextColumn.From([.. Enumerable.Range(0, text.Length).Select(row => text[row]).Select(value => value == one ? other : value == other ? one : value)])
        : throw Unfit(column, "text"));

    /// <summary>A number added to each value.</summary>
    public static ColumnChange By(double added) => new(string.Create(CultureInfo.InvariantCulture, $"{added} more in every row"), column => Numbers(column, value => value + added));

    /// <exception cref="ArgumentException">The column has values of another kind.</exception>
    internal Column Apply(Column column) => _apply(column);

    // Whole numbers stay whole, as the model expects them.
    static Column Numbers(Column column, Func<double, double> change)
    {
        if (column is DoubleColumn doubles) return new DoubleColumn(Array.ConvertAll(doubles.Values, value => double.IsNaN(value) ? value : change(value)));
        if (column is not IntegerColumn { Type: ColumnType.Int64 } integers) throw Unfit(column, "numbers");
        if (integers.Values.Any(value => !double.IsInteger(change(value)))) throw Unfit(column, "a column of fractions");
        return new IntegerColumn(ColumnType.Int64, Array.ConvertAll(integers.Values, value => (long)change(value)), integers.Missing);
    }

    static ArgumentException Unfit(Column column, string wanted) => new($"the column holds values of type {column.Type.Word}; this change is for {wanted}");
}
