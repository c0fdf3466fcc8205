using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Split;

/// <summary>Rows to train on and rows to judge by: disjoint, complete, each in the order of the source.</summary>
public sealed record DataSplit(int[] Train, int[] Test)
{
    /// <exception cref="RondoException">A part has no rows or, for classes, only one class.</exception>
    internal static DataSplit Of(bool[] isTest, Target? target, string hint)
    {
        var testCount = isTest.AsSpan().Count(true);
        var (train, test) = (new int[isTest.Length - testCount], new int[testCount]);
        var (trainEnd, testEnd) = (0, 0);
        for (var row = 0; row < isTest.Length; row++)
        {
            if (isTest[row]) test[testEnd++] = row;
            else train[trainEnd++] = row;
        }
        Check("training", train, isTest.Length, target, hint);
        Check("test", test, isTest.Length, target, hint);
        return new DataSplit(train, test);
    }

    static void Check(string part, int[] rows, int total, Target? target, string hint)
    {
        if (rows.Length == 0)
            throw new RondoException("empty_part", $"The split leaves no row of {total} for the {part} part.", hint);
        if (target is null || !target.Task.HasClasses) return;
        var first = target.Values[rows[0]];
        foreach (var row in rows)
            if (target.Values[row] != first) return;
        throw new RondoException("one_class_in_part",
            $"All {rows.Length} rows of the {part} part are of the class '{target.Classes[(int)first]}'; at least two classes are needed to learn or to judge.", hint);
    }
}
