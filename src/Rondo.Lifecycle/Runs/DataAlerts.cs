using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;
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

    public static IEnumerable<SpecAlert> Of(Table features, Target target, int[] rowNumbers, PrepareSpec prepare, int threads, CancellationToken cancellation)
    {
        if (target.Task.HasClasses && Conflicts(features, target, rowNumbers, cancellation) is { } conflict) yield return conflict;
        foreach (var alert in DataProfile.Of(features, s_quick with { Threads = threads }, cancellation).Alerts)
            if (alert.Code != "spelling_variants" || prepare.Clean.Categories.MergeSpelling is null) yield return new SpecAlert(alert.Code, $"{alert.Message} {alert.Hint}", alert.Column);
    }

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
