using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>
/// What one value of a graph is made of. Numbers are float64 with NaN for missing (truths are 0 and 1, dates days, times microseconds);
/// texts may be missing. A value has a width: the numbers that it holds for a row. A number beside a wider value goes with each of its numbers.
/// </summary>
public abstract record Operation;

/// <summary>A raw column of the row.</summary>
public sealed record InputOperation(string Name, ColumnType Type) : Operation;

/// <summary>Numbers that are the same for every row.</summary>
public sealed record ConstantOperation(ImmutableArray<double> Values) : Operation
{
    public bool Equals(ConstantOperation? other) => other is not null && Values.Length == other.Values.Length
        && Values.Zip(other.Values, (x, y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y)).All(same => same);

    public override int GetHashCode() => HashCode.Combine(Values.Length, Values.Length > 0 ? Values[0] : 0, Values.Length > 0 ? Values[^1] : 0);
}

/// <summary>A text that is the same for every row; null is missing.</summary>
public sealed record TextOperation(string? Text) : Operation;

/// <summary>A function of one number, or whether a text is missing.</summary>
public sealed record UnaryOperation(UnaryFunction Function) : Operation;

/// <summary>A function of two numbers, or how two texts compare.</summary>
public sealed record BinaryOperation(BinaryFunction Function) : Operation;

/// <summary>The second argument where the first is neither 0 nor missing, else the third. Both may be texts.</summary>
public sealed record SelectOperation : Operation;

/// <summary>The place of a text in a list of different texts; numbers of their own for a missing and an unlisted one.</summary>
public sealed record LookupOperation(ImmutableArray<string> Texts, double Missing, double Unlisted) : Operation;

/// <summary>The text at a place of a list; missing where the place is no whole number within it.</summary>
public sealed record TextAtOperation(ImmutableArray<string> Texts) : Operation;

/// <summary>The row at a place of a table; its last row where the place is no whole number within it. Shape of table: rows x width.</summary>
public sealed record GatherOperation(double[] Table, int Rows) : Operation;

/// <summary>The arguments' numbers one after the other.</summary>
public sealed record PackOperation : Operation;

/// <summary>So many of the argument's numbers from one on.</summary>
public sealed record SliceOperation(int Start) : Operation;

/// <summary>One number from all numbers of the argument.</summary>
public sealed record ReduceOperation(Reduction Function) : Operation;

/// <summary>
/// The second argument plus the matrix times the first, summed in the order of the inputs; with <paramref name="IsSingle"/> each product and
/// each sum is rounded to float32. Shape of weights: inputs x outputs.
/// </summary>
public sealed record DenseOperation(double[] Weights, bool IsSingle) : Operation;

/// <summary>The sums of the leaves that the row falls into, tree by tree.</summary>
public sealed record TreesOperation(TreeTables Trees) : Operation;

/// <summary>How many of the rising knots are below the number, or at most the number.</summary>
public sealed record CountOperation(ImmutableArray<double> Knots, bool OrEqual) : Operation;

/// <summary>Whether the number is one of a rising list.</summary>
public sealed record MemberOperation(ImmutableArray<double> Numbers) : Operation;

/// <summary>The votes of the nearest of many rows.</summary>
public sealed record NearestOperation(NeighborTables Neighbors) : Operation;

/// <summary>A number, or a truth, that is read off one text or two. Missing where one is.</summary>
public sealed record MeasureOperation(TextMeasure Measure) : Operation;

/// <summary>A whole number from a text's bytes: MurmurHash3, signed. Missing where the text is.</summary>
public sealed record HashOperation : Operation;

public enum UnaryFunction
{
    Negate,
    Abs,
    Sqrt,
    Exp,
    Log,
    /// <summary>For arguments within a million.</summary>
    Sin,
    /// <summary>For arguments within a million.</summary>
    Cos,
    Floor,
    Ceil,
    /// <summary>The nearest float32.</summary>
    Single,
    /// <summary>The hyperbolic tangent in float32.</summary>
    TanhSingle,
    /// <summary>1 / (1 + exp(-x)) in float32.</summary>
    SigmoidSingle,
    IsMissing,
}

public enum BinaryFunction
{
    Add,
    Subtract,
    Multiply,
    Divide,
    /// <summary>With the sign of the first.</summary>
    Remainder,
    Power,
    Minimum,
    Maximum,
    Less,
    AtMost,
    Equal,
    And,
    Or,
    /// <summary>Below 0, 0 or above 0, by the code points of two texts.</summary>
    CompareTexts,
}

public enum Reduction
{
    Sum,
    Maximum,
    /// <summary>The place of the largest, of equals the first.</summary>
    PlaceOfMaximum,
    /// <summary>The place of the smallest, of equals the first.</summary>
    PlaceOfMinimum,
}

public enum TextMeasure
{
    /// <summary>Code points.</summary>
    Length,
    Contains,
    StartsWith,
    EndsWith,
}
