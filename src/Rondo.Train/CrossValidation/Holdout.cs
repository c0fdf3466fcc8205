using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Train.CrossValidation;

/// <summary>
/// One fold: the last rows when they are in time order, whole groups when there are groups, else a random share of each class or of all rows.
/// </summary>
[Part("holdout", "Holds out one share of the rows.")]
public sealed record Holdout : IFolds
{
    [Param("The share of the rows to validate on.", Min = 0, Max = 1)]
    public double Fraction { get; init; } = 0.2;

    public IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false)
    {
        var wanted = (int)Math.Floor(rows * Fraction + 0.5);
        var random = new CounterRandom(seed, "holdout");
        var foldOf = new int[rows];
        Array.Fill(foldOf, 1);
        if (isOrdered) foldOf.AsSpan(rows - wanted).Clear();
        else if (groups is not null) TakeGroups(foldOf, groups, wanted, random);
        else TakeRows(foldOf, target, wanted, random);
        var fold = FoldMaking.Of(foldOf, 2).First();
        if (fold.Train.Length == 0 || fold.Validation.Length == 0)
            throw new RondoException("too_few_rows", $"A holdout of {Fraction} of {rows} rows leaves a part without rows.", groups is null ? "Change `fraction`." : "Change `fraction`; groups stay whole.");
        return FoldMaking.Checked([fold], target);
    }

    // Groups in shuffled order, those passed over that would overshoot further than leaving them out falls short.
    static void TakeGroups(int[] foldOf, int[] groups, int wanted, CounterRandom random)
    {
        var sizes = new SortedDictionary<int, int>();
        foreach (var group in groups) sizes[group] = sizes.GetValueOrDefault(group) + 1;
        var values = sizes.Keys.ToArray();
        var taken = new HashSet<int>();
        foreach (var g in random.Permutation(values.Length))
        {
            var size = sizes[values[g]];
            if (wanted <= 0 || size - wanted >= wanted) continue;
            taken.Add(values[g]);
            wanted -= size;
        }
        for (var row = 0; row < foldOf.Length; row++)
            if (taken.Contains(groups[row])) foldOf[row] = 0;
    }

    static void TakeRows(int[] foldOf, Target target, int wanted, CounterRandom random)
    {
        var order = random.Permutation(foldOf.Length);
        if (target.Task.HasClasses) order = ByClass(order, target);
        // Every so many rows one: with the classes one after another, each gives its share to within a row.
        for (var i = 0L; i < order.Length; i++)
            if ((i + 1) * wanted / order.Length > i * wanted / order.Length) foldOf[order[i]] = 0;
    }

    static int[] ByClass(int[] order, Target target)
    {
        var next = new int[target.Classes.Length + 1];
        foreach (var value in target.Values) next[(int)value + 1]++;
        for (var k = 1; k < next.Length; k++) next[k] += next[k - 1];
        var sorted = new int[order.Length];
        foreach (var row in order) sorted[next[(int)target.Values[row]]++] = row;
        return sorted;
    }
}
