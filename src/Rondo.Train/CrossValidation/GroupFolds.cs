using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Train.CrossValidation;

/// <summary>Takes whole groups in shuffled order, each into the fold that has the fewest rows so far (of equal ones the first).</summary>
[Part("group", "Keeps the rows of a group in one fold.")]
public sealed record GroupFolds : IFolds
{
    [Param("The number of folds.", Min = 2, Max = 1000)]
    public int Folds { get; init; } = 5;

    [Param("How often to shuffle anew.", Min = 1, Max = 100)]
    public int Repeats { get; init; } = 1;

    public IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false)
    {
        if (groups is null)
            throw new RondoException("no_groups", "Group folds need the group of each row.", "Split by `group`, or use `strategy: k_fold`.");
        // Groups are numbered in order of their values, so that the order of the rows changes nothing.
        var values = groups.Distinct().Order().ToArray();
        if (values.Length < Folds)
            throw new RondoException("too_few_groups", $"{values.Length} groups are too few for {Folds} folds.", $"Use at most {values.Length} `folds`, or group by another column.");
        var index = new Dictionary<int, int>(values.Length);
        for (var g = 0; g < values.Length; g++) index.Add(values[g], g);
        var groupOf = Array.ConvertAll(groups, value => index[value]);
        var sizes = new int[values.Length];
        foreach (var group in groupOf) sizes[group]++;

        var random = new CounterRandom(seed, "group");
        var folds = new List<Fold>(Folds * Repeats);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var foldOfGroup = Deal(sizes, random.Child((ulong)repeat).Permutation(sizes.Length));
            folds.AddRange(FoldMaking.Of(Array.ConvertAll(groupOf, group => foldOfGroup[group]), Folds));
        }
        return FoldMaking.Checked(folds, target);
    }

    int[] Deal(int[] sizes, int[] order)
    {
        var rowsIn = new int[Folds];
        var foldOf = new int[sizes.Length];
        foreach (var group in order)
        {
            var fewest = Array.IndexOf(rowsIn, rowsIn.Min());
            foldOf[group] = fewest;
            rowsIn[fewest] += sizes[group];
        }
        return foldOf;
    }
}
