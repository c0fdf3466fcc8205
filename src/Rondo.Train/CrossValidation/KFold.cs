using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Train.CrossValidation;

/// <summary>Shuffles the rows by the seed and deals them out; sizes differ by one row at most.</summary>
[Part("k_fold", "Deals shuffled rows into folds of equal size.")]
public sealed record KFold : IFolds
{
    [Param("The number of folds.", Min = 2, Max = 1000)]
    public int Folds { get; init; } = 5;

    [Param("How often to shuffle anew.", Min = 1, Max = 100)]
    public int Repeats { get; init; } = 1;

    public IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false)
    {
        FoldMaking.NeedRows(rows, Folds, "Use fewer `folds`.");
        var random = new CounterRandom(seed, "k_fold");
        var folds = new List<Fold>(Folds * Repeats);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var order = random.Child((ulong)repeat).Permutation(rows);
            var foldOf = new int[rows];
            for (var i = 0; i < rows; i++) foldOf[order[i]] = i % Folds;
            folds.AddRange(FoldMaking.Of(foldOf, Folds));
        }
        return FoldMaking.Checked(folds, target);
    }
}
