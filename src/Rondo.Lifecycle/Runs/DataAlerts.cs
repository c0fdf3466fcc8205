using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Prepare.Clean;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Runs;

/// <summary>What looks wrong in the training rows, though a model can be fitted on them.</summary>
static class DataAlerts
{
    // Where many rows have twins, features are coarse, and equal rows with other targets are no errors.
    private const double TwinsThatAreRare = 0.2;
    private const int Shown = 3;

    // Duplicates have been dropped or were wanted, and no alert needs ranks.
    private static readonly ProfileOptions s_quick = new() { WithRanks = false, WithDuplicates = false };

    public static IEnumerable<SpecAlert> Of(Table features, Target target, int[] rowNumbers, ResolvedSpec resolved, int threads, CancellationToken cancellation)
    {
        if (target.Task.HasClasses && Conflicts(features, target, rowNumbers, cancellation) is { } conflict) yield return conflict;
        var name = resolved.Spec.Define.Target?.Name;
        // Classes are judged too: one that is rare, or spelt in two ways.
        var table = target.Task.HasClasses && name is not null && !features.Schema.Contains(name) ? features.With(name, ClassesOf(target)) : features;
        foreach (var alert in DataProfile.Of(table, s_quick with { Target = name, Threads = threads }, cancellation).Alerts)
            if (!IsKnown(alert, resolved)) yield return new SpecAlert(alert.Code, $"{alert.Message} {alert.Hint}", alert.Column);
    }

    // What the file mends, or resolving it has told already.
    static bool IsKnown(DataAlert alert, ResolvedSpec resolved) => alert.Code switch
    {
        "spelling_variants" => resolved.Spec.Prepare.Clean.Categories.MergeSpelling is not null,
        "imbalanced" => alert.Column == resolved.Spec.Define.Target?.Name && resolved.Alerts.Any(a => a.Code == "small_class"),
        _ => false,
    };

    static TextColumn ClassesOf(Target target) => new(Array.ConvertAll(target.Values, value => (int)value), [.. target.Classes]);

    static SpecAlert? Conflicts(Table features, Target target, int[] rowNumbers, CancellationToken cancellation)
    {
        var firsts = Duplicates.FirstEquals(features, cancellation);
        var twins = firsts.Where((first, row) => first != row).Count();
        if (twins == 0 || twins > TwinsThatAreRare * firsts.Length) return null;
        var labels = new IntegerColumn(ColumnType.Int64, Array.ConvertAll(target.Values, value => (long)value));
        var found = ConflictingLabels.Find(features, labels, Shown, cancellation);
        if (found.Groups == 0) return null;
        var pairs = found.Examples.Select(pair => string.Create(CultureInfo.InvariantCulture,
            $"row {rowNumbers[pair.First]} '{ClassOf(target, pair.First)}' and row {rowNumbers[pair.Second]} '{ClassOf(target, pair.Second)}'"));
        return new SpecAlert("conflicting_labels", string.Create(CultureInfo.InvariantCulture,
            $"{found.Rows} training rows in {found.Groups} groups equal each other in every feature but not in the target: {string.Join("; ", pairs)}{(found.Groups > Shown ? "; ..." : "")}."));
    }

    static string ClassOf(Target target, int row) => target.Classes[(int)target.Values[row]];
}
