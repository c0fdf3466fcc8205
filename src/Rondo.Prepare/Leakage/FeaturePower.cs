using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Single columns that tell the target nearly perfectly: copies, monotone transforms, the target with a little noise, new names of its classes.
/// The bounds lie far above what honest columns reach; in a series, what the row before tells already counts for nothing.
/// </summary>
[Part("feature_power", "Finds single columns that tell the target nearly perfectly.")]
public sealed record FeaturePower : ILeakageTest
{
    // Of what a constant, or the row before, leaves unexplained.
    private const double LeakLeaves = 0.005, SuspectLeaves = 0.01, RankLeakLeaves = 0.0005;
    // Where a few huge values make nearly all of the variance, they alone would decide: the ranks must agree, four times less closely.
    private const double RankSlack = 4;
    // Of the rows that the most frequent class gets wrong; three more errors are added, for none may be luck (95% of the time).
    private const double LeakErrors = 0.03, SuspectErrors = 0.05, Luck = 3;
    private const int MinKnown = 20, FewLevels = 50;
    private const double MinKnownShare = 0.02;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return data.Features.Where(data.Alone.ContainsKey).Where(f => !FilledByTarget.IsLeak(data, f)).Select(f => data.Alone[f]);
    }

    /// <summary>Each feature that tells the target alone, or nearly.</summary>
    internal static IReadOnlyDictionary<string, LeakFinding> OfAll(LeakageData data)
    {
        var found = new LeakFinding?[data.Features.Length];
        if (data.Target.Task != TaskKind.Clustering && data.Rows >= MinKnown)
        {
            // The sample is drawn before the threads ask for it.
            _ = data.Sample;
            WorkBlocks.Run(found.Length, 8, data.Threads, (_, start, end) =>
            {
                for (var j = start; j < end; j++) found[j] = Of(data, data.Features[j]);
            }, data.Cancellation);
        }
        return found.OfType<LeakFinding>().ToDictionary(f => f.Columns[0], StringComparer.Ordinal);
    }

    static LeakFinding? Of(LeakageData data, string name) => data.Target.Task == TaskKind.Regression ? OfNumber(data, name) : OfClasses(data, name);

    static LeakFinding? OfNumber(LeakageData data, string name)
    {
        var (sample, column) = (data.Sample, data.Table[name]);
        if (!Numbers.AreIn(column)) return OfLevels(data, name, Codes.Of(column, sample.Rows));
        var runs = SortedRuns.Of(Numbers.Of(column, sample.Rows));
        if (runs.Rows.Length < Math.Max(MinKnown, MinKnownShare * sample.Rows.Length) || runs.Count < 2) return null;
        if (NumberPower.IsMonotone(runs, sample.Target.Values))
            return Copy(data, name, string.Create(CultureInfo.InvariantCulture, $"puts all {runs.Rows.Length} rows looked at into the order of the target '{data.TargetName}', without one exception"));
        var left = Left(NumberPower.Noise(runs, sample.Target.Values), runs.Rows, sample.Target.Values, sample.Before.Error);
        var ofRanks = Left(NumberPower.Noise(runs, sample.Ranks), runs.Rows, sample.Ranks, sample.Before.RankError);
        return Judge(data, name, left, ofRanks, runs.Rows.Length);
    }

    static LeakFinding? OfLevels(LeakageData data, string name, int[] codes)
    {
        var sample = data.Sample;
        if (Codes.Count(codes) is < 2 or > FewLevels) return null;
        int[] all = [.. Enumerable.Range(0, codes.Length)];
        return Judge(data, name, Left(NumberPower.Noise(codes, sample.Target.Values), all, sample.Target.Values, sample.Before.Error),
            Left(NumberPower.Noise(codes, sample.Ranks), all, sample.Ranks, sample.Before.RankError), codes.Length);
    }

    // The share of variance that is left; infinite when too few rows say so.
    static double Left((double Variance, int Freedom) noise, int[] rows, double[] target, double before)
    {
        var (mean, squares) = (0.0, 0.0);
        foreach (var row in rows) mean += target[row] / rows.Length;
        foreach (var row in rows) squares += (target[row] - mean) * (target[row] - mean);
        var total = Math.Min(squares / rows.Length, before);
        return noise.Freedom < MinKnown - 2 || total <= 0 ? double.PositiveInfinity : noise.Variance / total;
    }

    static LeakFinding? Judge(LeakageData data, string name, double left, double ofRanks, int known)
    {
        var share = Math.Max(left, ofRanks / RankSlack);
        var isLeak = share <= LeakLeaves || ofRanks <= RankLeakLeaves;
        if (!isLeak && share > SuspectLeaves) return null;
        share = ofRanks <= RankLeakLeaves ? Math.Min(left, ofRanks) : share;
        var evidence = string.Create(CultureInfo.InvariantCulture, $"alone leaves {Percent(share)} of the variation of the target '{data.TargetName}' unexplained ({known} rows looked at)");
        if (share <= 1e-9) return Copy(data, name, evidence);
        return new LeakFinding("target_proxy", isLeak ? LeakSeverity.Error : LeakSeverity.Warning, [name],
            $"Column '{name}' {evidence}; it seems to be the target in another form, or to be made from it.", Fixes.Drop(data, [name]));
    }

    static LeakFinding? OfClasses(LeakageData data, string name)
    {
        var (sample, column) = (data.Sample, data.Table[name]);
        var classes = Array.ConvertAll(sample.Target.Values, value => (int)value);
        var codes = Codes.Of(column, sample.Rows);
        if (Renaming.Of(data, codes, classes) is { } renamed) return Copy(data, name, renamed);
        var classCount = sample.Target.Classes.Length;
        var errors = Numbers.AreIn(column) ? ClassPower.Errors(SortedRuns.Of(Numbers.Of(column, sample.Rows)), classes, classCount)
            : Codes.Count(codes) <= FewLevels ? ClassPower.Errors(codes, classes, classCount)
            : classes.Length;
        var counts = new int[classCount];
        foreach (var k in classes) counts[k]++;
        var most = Array.IndexOf(counts, counts.Max());
        var wrong = classes.Length - counts[most];
        var bar = Math.Min(wrong, sample.Before.Error * classes.Length);
        if (errors + Luck > SuspectErrors * bar && (errors > 0 || wrong < MinKnown || bar < wrong)) return null;
        return new LeakFinding("target_proxy", errors + Luck <= LeakErrors * bar ? LeakSeverity.Error : LeakSeverity.Warning, [name], string.Create(CultureInfo.InvariantCulture,
            $"Column '{name}' alone gets {errors} of {classes.Length} rows wrong, where saying '{sample.Target.Classes[most]}' of all gets {wrong} wrong; it seems to be the target '{data.TargetName}' in another form, or to be made from it."),
            Fixes.Drop(data, [name]));
    }

    static LeakFinding Copy(LeakageData data, string name, string evidence) =>
        new("target_copy", LeakSeverity.Error, [name], $"Column '{name}' {evidence}: it is the target in another form.", Fixes.Drop(data, [name]));

    static string Percent(double share) => (100 * share).ToString(share < 1e-3 ? "0.####" : "0.##", CultureInfo.InvariantCulture) + "%";
}
