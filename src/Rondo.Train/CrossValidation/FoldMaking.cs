using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;

namespace Rondo.Train.CrossValidation;

/// <summary>What all kinds of folds share.</summary>
static class FoldMaking
{
    /// <summary>The folds in which row i is validated in fold <c>foldOf[i]</c> and trained on in all others.</summary>
    public static IEnumerable<Fold> Of(int[] foldOf, int folds)
    {
        var sizes = new int[folds];
        foreach (var fold in foldOf) sizes[fold]++;
        for (var fold = 0; fold < folds; fold++)
        {
            var (train, validation) = (new int[foldOf.Length - sizes[fold]], new int[sizes[fold]]);
            var (trainEnd, validationEnd) = (0, 0);
            for (var row = 0; row < foldOf.Length; row++)
            {
                if (foldOf[row] == fold) validation[validationEnd++] = row;
                else train[trainEnd++] = row;
            }
            yield return new Fold(train, validation);
        }
    }

    public static void NeedRows(int rows, int needed, string hint)
    {
        if (rows < needed)
            throw new RondoException("too_few_rows", $"{rows} training rows are too few for this cross-validation; it needs at least {needed}.", hint);
    }

    /// <summary>A fold with one class can neither be learnt from nor judged by.</summary>
    /// <exception cref="RondoException">Names the first such fold.</exception>
    public static IReadOnlyList<Fold> Checked(IReadOnlyList<Fold> folds, Target target)
    {
        if (!target.Task.HasClasses) return folds;
        for (var i = 0; i < folds.Count; i++)
        {
            Check(folds[i].Train, $"The training part of fold {i + 1}", target);
            Check(folds[i].Validation, $"Fold {i + 1}", target);
        }
        return folds;
    }

    static void Check(int[] rows, string part, Target target)
    {
        var first = target.Values[rows[0]];
        foreach (var row in rows)
            if (target.Values[row] != first) return;
        throw new RondoException("one_class_in_fold",
            $"{part} of {rows.Length} rows has only the class '{target.Classes[(int)first]}'.{Rarest(target)}",
            "Use fewer `folds`, `strategy: stratified`, or give more rows of the rare class.");
    }

    static string Rarest(Target target)
    {
        var counts = new int[target.Classes.Length];
        foreach (var value in target.Values) counts[(int)value]++;
        var rarest = Array.IndexOf(counts, counts.Min());
        return $" The class '{target.Classes[rarest]}' has {counts[rarest]} of {target.Rows} training rows.";
    }
}
