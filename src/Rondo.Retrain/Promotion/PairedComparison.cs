using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;

namespace Rondo.Retrain.Promotion;

/// <summary>Compares two models on the same rows: by each row's loss where the metric has one, else by resampling the rows.</summary>
sealed class PairedComparison
{
    readonly IMetric _metric;
    readonly Scored _champion, _challenger;
    readonly double[]? _losses, _gains;
    readonly double _alpha;
    readonly ulong _seed;
    readonly int _threads;

    public PairedComparison(IMetric metric, Scored champion, Scored challenger, double alpha, ulong seed, int threads)
    {
        (_metric, _champion, _challenger, _alpha, _seed, _threads) = (metric, champion, challenger, alpha, seed, threads);
        if (metric is not IRowMetric byRow) return;
        _losses = byRow.Losses(champion);
        _gains = [.. _losses.Zip(byRow.Losses(challenger), (before, after) => before - after)];
    }

    /// <summary>Null where the metric is undefined.</summary>
    public PairedGain? OfAll(CancellationToken cancellation) =>
        _gains is null ? Resampled(_champion, _challenger, cancellation) : ByRows(_gains, Moments.Mean(_losses));

    public PairedGain? Of(GateSlice slice, CancellationToken cancellation)
    {
        int[] rows = [.. slice.Rows];
        return _gains is null
            ? Resampled(_champion.Take(rows), _challenger.Take(rows), cancellation)
            : ByRows(Array.ConvertAll(rows, r => _gains[r]), Moments.Mean(Array.ConvertAll(rows, r => _losses![r])));
    }

    /// <summary>
    /// The p-value of the signed ranks with the direction of the gain; null where rows have no losses, or none differ. Of probabilities they say nothing:
    /// who tells rare cases better loses a little on most rows and gains much on few, and is better.
    /// </summary>
    public (double PValue, bool IsBetter)? Ranks()
    {
        if (_gains is null || _champion.Target.Task.HasClasses || Array.TrueForAll(_gains, g => g == 0)) return null;
        var result = new WilcoxonSignedRank().Of([.. _gains]);
        return (result.PValue!.Value, result.Effect > 0);
    }

    PairedGain ByRows(double[] gains, double loss)
    {
        const string Name = "paired_t_test";
        // Where all rows gain the same there is nothing to be unsure of.
        if (gains.AsSpan().IndexOfAnyExcept(gains[0]) < 0) return new PairedGain(gains[0], gains[0], gains[0], gains[0] == 0 ? 1 : 0, Name) { Relative = Share(gains[0], loss) };
        var result = new PairedStudentTest { Alpha = _alpha }.Of(gains);
        return new PairedGain(result.Effect!.Value, result.Interval!.Value.Low, result.Interval.Value.High, result.PValue!.Value, Name) { Relative = Share(result.Effect.Value, loss) };
    }

    PairedGain? Resampled(Scored champion, Scored challenger, CancellationToken cancellation)
    {
        if (PairedBootstrap.Compare(_metric, champion, challenger, _seed, threads: _threads, cancellation: cancellation) is not var (difference, error)) return null;
        var gain = _metric.HigherIsBetter ? difference : -difference;
        var half = Functions.NormalQuantile(1 - _alpha / 2) * error;
        var p = error > 0 ? 2 * Functions.NormalCdf(-Math.Abs(gain) / error) : gain == 0 ? 1 : 0;
        return new PairedGain(gain, gain - half, gain + half, Math.Min(1, p), "paired_bootstrap") { Relative = Share(gain, _metric.Compute(champion).Value ?? 0) };
    }

    static double? Share(double gain, double of) => of > 0 ? gain / of : null;
}
