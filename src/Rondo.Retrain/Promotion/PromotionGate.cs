using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Statistics;

namespace Rondo.Retrain.Promotion;

/// <summary>
/// Decides whether a challenger may take the champion's place: on the same rows, which neither learnt from, it must be better than chance explains,
/// on the whole, and worse in no slice. When in doubt the champion stays.
/// </summary>
/// <param name="Metric">What decides.</param>
public sealed record PromotionGate(IMetric Metric)
{
    /// <summary>Fewer rows decide nothing, whatever they say.</summary>
    public const int LeastRows = 20;

    /// <summary>A slice of fewer rows is not looked at.</summary>
    public const int LeastOfSlice = 30;

    /// <summary>How sure a difference must be.</summary>
    public double Confidence { get; init; } = 0.95;

    public ulong Seed { get; init; } = 42;

    public int Threads { get; init; } = 1;

    /// <param name="champion">Its predictions beside the truth.</param>
    /// <param name="challenger">The same rows in the same order.</param>
    /// <param name="missed">The success criteria that the challenger must reach and missed, in words; null when there are none.</param>
    /// <exception cref="RondoException">The metric doesn't fit the task.</exception>
    public GateVerdict Judge(Scored champion, Scored challenger, IReadOnlyList<GateSlice> slices, string? missed = null, CancellationToken cancellation = default)
    {
        if (champion.Rows != challenger.Rows) throw new ArgumentException($"The champion has {champion.Rows} rows and the challenger {challenger.Rows}.", nameof(challenger));
        var name = PartCatalog.NameOf(Metric);
        if (!Metric.Fits(champion.Target.Task) || champion.Target.Task == TaskKind.Clustering)
            throw new RondoException("bad_gate", $"A gate can't compare two models by '{name}' in this task.", "Name a metric of the task under retrain.gate.on.");
        var verdict = new GateVerdict(GateAnswer.Held, "") { Metric = name, Confidence = Confidence, Rows = champion.Rows };
        if (challenger.Problem is { } broken) return verdict with { Answer = GateAnswer.Refused, Reason = $"The challenger is refused: {broken}." };
        if (champion.Problem is { } problem) return verdict with { Reason = $"The champion stays, for it could not be compared: {problem}." };
        if (missed is not null) verdict = verdict with { Answer = GateAnswer.Refused };
        if (champion.Rows < LeastRows) return verdict with { Reason = Refusal(missed) ?? string.Create(CultureInfo.InvariantCulture, $"The champion stays: {champion.Rows} rows decide nothing, at least {LeastRows} are needed.") };
        var comparison = new PairedComparison(Metric, champion, challenger, 1 - Confidence, Seed, Threads);
        verdict = verdict with { Champion = Metric.Compute(champion).Value, Challenger = Metric.Compute(challenger).Value, Overall = comparison.OfAll(cancellation) };
        if (verdict.Overall is not { } overall) return verdict with { Reason = Refusal(missed) ?? $"The champion stays: {name} is undefined on these rows." };
        var ranks = comparison.Ranks();
        verdict = verdict with { RankPValue = ranks?.PValue, Slices = Compare(comparison, slices, cancellation) };
        return Decide(verdict, overall, ranks, missed);
    }

    GateVerdict Decide(GateVerdict verdict, PairedGain overall, (double PValue, bool IsBetter)? ranks, string? missed)
    {
        var (alpha, figures) = (1 - Confidence, Figures(verdict, overall));
        if (overall.Gain < 0 && overall.PValue <= alpha) return verdict with { Answer = GateAnswer.Refused, Reason = $"The challenger is worse: {figures}." };
        if (Refusal(missed) is { } refusal) return verdict with { Reason = $"{refusal} {char.ToUpperInvariant(figures[0])}{figures[1..]}." };
        if (!(overall.Gain > 0 && overall.PValue <= alpha)) return verdict with { Reason = $"The champion stays: the challenger is not surely better, {figures}." };
        if (verdict.Slices.FirstOrDefault(s => s.IsWorse) is { } worse)
            return verdict with { Reason = string.Create(CultureInfo.InvariantCulture, $"The champion stays: on the whole the challenger is better, {figures}, but it is worse where {worse.Name} ({worse.Rows} rows, corrected {Chance(worse.PWorse)}).") };
        if (ranks is { IsBetter: false } against && against.PValue <= alpha)
            return verdict with { Reason = string.Create(CultureInfo.InvariantCulture, $"The champion stays: the challenger's mean is better, {figures}, but most rows get worse (signed ranks, {Chance(against.PValue)}): a few rows decide.") };
        return verdict with { Answer = GateAnswer.Passed, Reason = $"The challenger is better: {figures}." };
    }

    static string Chance(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.####}");

    static string? Refusal(string? missed) => missed is null ? null : $"The challenger is refused, for it missed {missed}.";

    string Figures(GateVerdict verdict, PairedGain overall)
    {
        var values = string.Create(CultureInfo.InvariantCulture, $"{verdict.Metric} {verdict.Champion:G5} became {verdict.Challenger:G5} on the same {verdict.Rows} rows");
        var size = Metric is not IRowMetric ? "" : overall.Gain == 0 ? "no other loss, " : overall.Relative is { } share ? string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(share):0.0%} {(overall.Gain < 0 ? "more" : "less")} loss, ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{values} ({size}{Chance(overall.PValue)})");
    }

    // A slice that gets worse by chance alone is as rare as all of them together may be.
    ImmutableArray<SliceGain> Compare(PairedComparison comparison, IReadOnlyList<GateSlice> slices, CancellationToken cancellation)
    {
        var measured = new List<(GateSlice Slice, PairedGain Gain, double PWorse)>();
        foreach (var slice in slices.Where(s => s.Rows.Length >= LeastOfSlice))
            if (comparison.Of(slice, cancellation) is { } gain)
                measured.Add((slice, gain, gain.Gain < 0 ? gain.PValue / 2 : 1 - gain.PValue / 2));
        if (measured.Count == 0) return [];
        var adjusted = new AdjustPValues { Method = Correction.Holm }.Adjust([.. measured.Select(m => m.PWorse)]);
        return [.. measured.Select((m, i) => new SliceGain(m.Slice.Name, m.Slice.Rows.Length, m.Gain, adjusted[i]) { IsWorse = adjusted[i] <= 1 - Confidence })];
    }
}
