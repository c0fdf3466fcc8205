using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Train.CrossValidation;

namespace Rondo.Lifecycle.Runs;

/// <summary>The folds that the resolved file asks for.</summary>
public sealed class FoldPlan(ResolvedSpec resolved, SourceMap map)
{
    private readonly CrossValidationSpec _cv = resolved.Spec.Train.Cv;

    /// <summary>The folds of these training rows.</summary>
    /// <exception cref="RondoException">Too few rows, groups, or rows of a class.</exception>
    public IReadOnlyList<Fold> Make(TrainingRows rows) => Make(rows, _cv.Folds!.Value, _cv.Repeats);

    /// <summary>Outer folds, each of which judges a search of its own; empty when none are asked for.</summary>
    public IReadOnlyList<Fold> MakeOuter(TrainingRows rows) => _cv.Nested is { } folds ? Make(rows, folds, repeats: 1) : [];

    IReadOnlyList<Fold> Make(TrainingRows rows, int count, int? repeats)
    {
        // Rows of one group must not meet across folds, whatever else the folds are made by.
        var strategy = rows.Groups is not null && (_cv.Strategy is "k_fold" or "stratified") ? "group" : _cv.Strategy!;
        var info = RondoParts.Catalog.Find<IFolds>(strategy)!;
        var span = _cv.Gap is { } gap ? DurationText.Parse(gap) : null;
        var given = new Dictionary<string, object?> { ["folds"] = count, ["repeats"] = repeats, ["gap"] = span is null && _cv.Gap is { } rowsBetween ? int.Parse(rowsBetween, System.Globalization.CultureInfo.InvariantCulture) : null };
        if (strategy == "holdout") given["fraction"] = 1.0 / count;
        var values = given.Where(v => v.Value is not null && info.Parameters.Any(p => p.Name == v.Key)).ToDictionary();
        var target = rows.Data.Target;
        return map.Within("train.cv.folds", () =>
        {
            var made = RondoParts.Catalog.Create<IFolds>(strategy, values).Make(target.Rows, target, rows.Groups, resolved.Seed, rows.Data.IsOrdered);
            if (span is { } between && rows.Times is { } times) made = WithGap(made, times, between);
            return target.Task.HasClasses ? RefuseSingleClass(made, target) : made;
        });
    }

    /// <summary>Leaves out the training rows that are less than the gap before the first validation row.</summary>
    static IReadOnlyList<Fold> WithGap(IReadOnlyList<Fold> folds, TrainingTimes times, TimeSpan gap)
    {
        var distance = times.UnitsOf(gap);
        return [.. folds.Select((fold, k) =>
        {
            var last = times.Values[fold.Validation[0]] - distance;
            int[] train = [.. fold.Train.Where(row => times.Values[row] <= last)];
            return train.Length > 0 ? fold with { Train = train }
                : throw new RondoException("too_few_rows", $"The gap leaves fold {k + 1} of {folds.Count} without training rows.", "Use a shorter gap or fewer folds.");
        })];
    }

    // In time order a class may come late; a model of one class would be no model.
    static IReadOnlyList<Fold> RefuseSingleClass(IReadOnlyList<Fold> folds, Target target)
    {
        for (var k = 0; k < folds.Count; k++)
        {
            var first = target.Values[folds[k].Train[0]];
            if (folds[k].Train.Any(row => target.Values[row] != first)) continue;
            throw new RondoException("single_class_fold",
                $"Fold {k + 1} of {folds.Count} would train on rows of the class '{target.Classes[(int)first]}' alone.", "Use fewer folds, or another strategy.");
        }
        return folds;
    }
}
