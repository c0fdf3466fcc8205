using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Columns that say something only where the target has one value, such as a date of cancellation: they are filled, or leave their usual value, after the event.</summary>
[Part("filled_by_target", "Finds columns that are filled, or leave their usual value, only where the target has one value.")]
public sealed record FilledByTarget : ILeakageTest
{
    private const double Pure = 0.99, NearlyPure = 0.95, NearlyAll = 0.9, MostFrequentClass = 0.8, UsualShare = 0.5, Covered = 0.5, SomeCovered = 0.2;
    private const int FewestRows = 20, FewestUnusual = 50, MinRows = 50;

    // By luck one column of all would be as pure less than once in a million tables.
    private static readonly double s_luck = Functions.Log(1e6);

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Rows < MinRows || Labels(data) is not { } labels) yield break;
        foreach (var name in data.Features)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Of(data, name, labels) is { } finding) yield return finding;
        }
    }

    /// <summary>Whether the column leaks by being there or missing: that says more than how well it predicts.</summary>
    internal static bool IsLeak(LeakageData data, string name) =>
        data.Rows >= MinRows && data.Table[name].CountMissing() > 0 && Labels(data) is { } labels && Of(data, name, labels) is { Severity: LeakSeverity.Error };

    sealed record Labelled(int[] Codes, string[] Names);

    // The classes; of a number whether it is its most frequent value, where that is frequent enough to stand for "nothing happened".
    static Labelled? Labels(LeakageData data)
    {
        var target = data.Sample.Target;
        if (target.Task == TaskKind.Clustering) return null;
        if (target.Task != TaskKind.Regression) return new Labelled(Array.ConvertAll(target.Values, v => (int)v), [.. target.Classes.Select(c => $"{data.TargetName} = {c}")]);
        var usual = target.Values.GroupBy(v => v).MaxBy(g => g.Count())!;
        if (usual.Count() is var count && (count < 0.1 * target.Rows || count > MostFrequentClass * target.Rows)) return null;
        var word = string.Create(CultureInfo.InvariantCulture, $"{usual.Key:G6}");
        return new Labelled(Array.ConvertAll(target.Values, v => v == usual.Key ? 0 : 1), [$"{data.TargetName} = {word}", $"{data.TargetName} is not {word}"]);
    }

    static LeakFinding? Of(LeakageData data, string name, Labelled labels)
    {
        var codes = Codes.Of(data.Table[name], data.Sample.Rows);
        var isMissing = Array.ConvertAll(codes, c => c < 0);
        var missing = isMissing.Count(m => m);
        if (missing > 0 && codes.Length - missing >= FewestRows && OnlyIn(labels, Array.ConvertAll(isMissing, m => !m), data.Features.Length) is { } filled && SeverityOf(filled) is { } whenFilled)
            return Finding(data, name, whenFilled, "has a value", filled, labels);
        if (missing >= FewestRows && OnlyIn(labels, isMissing, data.Features.Length) is { } empty && SeverityOf(empty) is { } whenEmpty)
            return Finding(data, name, whenEmpty, "is missing", empty, labels);
        return labels.Names.Length == 2 && missing == 0 && !data.IsLeakAlone(name) ? Unusual(data, name, codes, labels) : null;
    }

    // That a value is there at all says less by accident than what it is: the purer, or the more of the class it covers, the surer.
    static LeakSeverity? SeverityOf((int Class, int Marked, int Others, double Covered) found) =>
        found.Marked >= Pure * (found.Marked + found.Others) || found.Covered >= NearlyAll ? LeakSeverity.Error
        : found.Covered >= Covered ? LeakSeverity.Warning : null;

    static LeakFinding? Unusual(LeakageData data, string name, int[] codes, Labelled labels)
    {
        var counts = new int[Codes.Count(codes)];
        foreach (var code in codes) counts[code]++;
        var usual = Array.IndexOf(counts, counts.Max());
        if (counts[usual] < UsualShare * codes.Length || codes.Length - counts[usual] < FewestUnusual) return null;
        if (OnlyIn(labels, Array.ConvertAll(codes, c => c != usual), data.Features.Length) is not { } found || found.Others > (1 - Pure) * (found.Marked + found.Others) || found.Covered < SomeCovered) return null;
        var value = Define(data, name, codes, usual);
        return Finding(data, name, found.Covered >= Covered ? LeakSeverity.Error : LeakSeverity.Warning, $"is not {value}", found, labels);
    }

    static string Define(LeakageData data, string name, int[] codes, int usual)
    {
        var row = data.Sample.Rows[Array.IndexOf(codes, usual)];
        return data.Table[name] is Engine.Data.TextColumn text ? $"'{text[row]}'" : Words.Number(Numbers.Of(data.Table[name], [row])[0]);
    }

    /// <summary>The class that nearly all of the rows marked have, though not of all rows; and the share of its rows that are marked.</summary>
    static (int Class, int Marked, int Others, double Covered)? OnlyIn(Labelled labels, bool[] isMarked, int features)
    {
        var (marked, all) = (new int[labels.Names.Length], new int[labels.Names.Length]);
        for (var i = 0; i < isMarked.Length; i++)
        {
            all[labels.Codes[i]]++;
            if (isMarked[i]) marked[labels.Codes[i]]++;
        }
        var most = Array.IndexOf(marked, marked.Max());
        var total = marked.Sum();
        var share = (double)all[most] / isMarked.Length;
        if (marked[most] < NearlyPure * total || share > MostFrequentClass || total * Functions.Log(1 / share) < s_luck + Functions.Log(features)) return null;
        return (most, marked[most], total - marked[most], (double)marked[most] / all[most]);
    }

    static LeakFinding Finding(LeakageData data, string name, LeakSeverity severity, string what, (int Class, int Marked, int Others, double Covered) found, Labelled labels) => new(
        "filled_by_target", severity, [name], string.Create(CultureInfo.InvariantCulture,
            $"Where column '{name}' {what}, {labels.Names[found.Class]} in {found.Marked} of {found.Marked + found.Others} rows looked at ({Words.Percent(found.Covered)} of all such rows): it seems to be filled after the event."),
        Fixes.Drop(data, [name]));
}
