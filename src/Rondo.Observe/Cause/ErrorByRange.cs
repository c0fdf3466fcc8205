using System.Collections.Immutable;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Cause;

/// <summary>Rows and errors of one column's ranges.</summary>
/// <param name="Rows">Shape: ranges.</param>
/// <param name="Errors">The sum of the rows' errors. Shape: ranges.</param>
public sealed record ErrorByRange(string Column, ImmutableArray<int> Rows, ImmutableArray<double> Errors)
{
    /// <param name="ranges">Of each row.</param>
    /// <param name="errors">Of each row; NaN where it is not known.</param>
    /// <param name="count">How many ranges there are.</param>
    public static ErrorByRange Of(string column, ReadOnlySpan<int> ranges, ReadOnlySpan<double> errors, int count)
    {
        var (rows, sums) = (new int[count], new double[count]);
        for (var row = 0; row < ranges.Length; row++)
        {
            if (double.IsNaN(errors[row])) continue;
            rows[ranges[row]]++;
            sums[ranges[row]] += errors[row];
        }
        return new ErrorByRange(column, [.. rows], [.. sums]);
    }

    internal void Write(PipelineWriter writer)
    {
        writer.Text(Column);
        writer.Ints(Rows.AsSpan());
        writer.Doubles(Errors.AsSpan());
    }

    internal static ErrorByRange Read(PipelineReader reader)
    {
        var read = new ErrorByRange(reader.Text(), [.. reader.Ints()], [.. reader.Doubles()]);
        return read.Rows.Length == read.Errors.Length && read.Rows.All(r => r >= 0) ? read : throw PipelineReader.Damaged("its errors by range do not fit");
    }
}
