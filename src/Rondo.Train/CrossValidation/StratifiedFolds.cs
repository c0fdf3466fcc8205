using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Train.CrossValidation;

/// <summary>
/// Shuffles the rows by the seed and deals out one class after the other, going on where the last class ended:
/// the rows of a class differ by one at most between folds, and so do the sizes.
/// </summary>
[Part("stratified", "Deals the shuffled rows of each class into folds of equal size.")]
public sealed record StratifiedFolds : IFolds
{
    [Param("The number of folds.", Min = 2, Max = 1000)]
    public int Folds { get; init; } = 5;

    [Param("How often to shuffle anew.", Min = 1, Max = 100)]
    public int Repeats { get; init; } = 1;

    public IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false)
    {
        if (!target.Task.HasClasses)
            throw new RondoException("no_classes", "Stratified folds need a target of classes; this one is a number.", "Use `strategy: k_fold`.");
        FoldMaking.NeedRows(rows, Folds, "Use fewer `folds`.");
        var random = new CounterRandom(seed, "stratified");
        var folds = new List<Fold>(Folds * Repeats);
        for (var repeat = 0; repeat < Repeats; repeat++)
            folds.AddRange(FoldMaking.Of(Deal(target, random.Child((ulong)repeat).Permutation(rows)), Folds));
        return FoldMaking.Checked(folds, target);
    }

    int[] Deal(Target target, int[] order)
    {
        // Where each class starts in the round: the number of rows of the classes before it.
        var next = new int[target.Classes.Length + 1];
        foreach (var value in target.Values) next[(int)value + 1]++;
        for (var k = 1; k < next.Length; k++) next[k] += next[k - 1];
        var foldOf = new int[order.Length];
        foreach (var row in order) foldOf[row] = next[(int)target.Values[row]]++ % Folds;
        return foldOf;
    }
}
