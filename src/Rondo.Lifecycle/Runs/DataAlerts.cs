using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms.Spellings;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Clean;

namespace Rondo.Lifecycle.Runs;

/// <summary>What looks wrong in the training rows, though a model can be fitted on them.</summary>
static class DataAlerts
{
    // Where many rows have twins, features are coarse, and equal rows with other targets are no errors.
    private const double TwinsThatAreRare = 0.2;
    private const int Shown = 3;

    public static IEnumerable<SpecAlert> Of(Table features, Target target, int[] rowNumbers, PrepareSpec prepare, CancellationToken cancellation)
    {
        if (target.Task.HasClasses && Conflicts(features, target, rowNumbers, cancellation) is { } conflict) yield return conflict;
        if (prepare.Clean.Categories.MergeSpelling is not null) yield break;
        foreach (var column in SpellingSuggestion.Of(features, cancellation: cancellation).GroupBy(s => s.Column, StringComparer.Ordinal)) yield return Spellings(column.Key, [.. column]);
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

    static SpecAlert Spellings(string column, SpellingSuggestion[] suggestions)
    {
        var shown = suggestions.Take(Shown).Select(s => $"{string.Join(", ", s.Variants.Skip(1).Take(Shown).Select(v => $"'{v.Value}'"))} as '{s.Canonical}'");
        var more = suggestions.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {suggestions.Length - Shown} more") : "";
        return new SpecAlert("spelling_variants", $"Column '{column}' seems to spell one value in several ways: {string.Join("; ", shown)}{more}. `prepare.clean.categories.merge_spelling: true` merges them.", column);
    }
}
