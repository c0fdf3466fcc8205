using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Train.CrossValidation;

/// <summary>
/// An expanding window over rows in time order: with k folds each validates the next (k + 1)-th of the rows and trains on all rows before it,
/// less the gap. The first rows, and those left over by the division, are never validated.
/// </summary>
[Part("time_series", "Trains on earlier rows and validates on the ones that follow.")]
public sealed record TimeSeriesFolds : IFolds
{
    [Param("The number of folds.", Min = 1, Max = 1000)]
    public int Folds { get; init; } = 5;

    [Param("Rows left out between training and validation.", Min = 0, Max = 1_000_000_000)]
    public int Gap { get; init; }

    public IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false)
    {
        var size = rows / (Folds + 1);
        FoldMaking.NeedRows(rows, Folds + 1, "Use fewer `folds`.");
        FoldMaking.NeedRows(rows, Folds * size + Gap + 1, "Use a smaller `gap` or fewer `folds`.");
        var folds = new Fold[Folds];
        for (var i = 0; i < Folds; i++)
        {
            var start = rows - (Folds - i) * size;
            folds[i] = new Fold(Rows(0, start - Gap), Rows(start, start + size));
        }
        return FoldMaking.Checked(folds, target);
    }

    static int[] Rows(int start, int end)
    {
        var rows = new int[end - start];
        for (var i = 0; i < rows.Length; i++) rows[i] = start + i;
        return rows;
    }
}
