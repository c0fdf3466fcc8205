using System.Collections.Concurrent;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>One fit of a forest: trees by draws of their own, as many at a time as there are threads and memory.</summary>
sealed class ForestRun
{
    // Rows, draws, orders, keys and targets of a grower.
    private const int BytesPerRow = 48;

    private readonly ForestSettings _settings;
    private readonly FitContext _context;
    private readonly TrainingSet _data;
    private readonly double _centre;
    private readonly double _scale = 1;

    public ForestRun(ForestSettings settings, TrainingSet data, FitContext context)
    {
        (_settings, _context) = (settings, context);
        _data = BoostingInput.WithoutWeightless(data);
        if (_data.Rows == 0) throw new RondoException("no_rows", "There is no row to learn from.", "Every row has weight 0, or none was given.");
        if (data.Target.Task != TaskKind.Regression) return;
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var y in _data.Target.Values) (least, most) = (Math.Min(least, y), Math.Max(most, y));
        var half = (most - least) / 2;
        if (!double.IsFinite(least + half) || !double.IsFinite(half))
            throw new RondoException("bad_target", "A target value is not a finite number, or the values lie too far apart.", "Drop such rows.");
        // Leaves are kept as shares of the target's range, which no float is too small for. A power of two and a multiple of it keep
        // whole numbers' sums exact: splits that part rows alike gain the same to the bit, and rounding favours no feature.
        _scale = half > 0 ? Math.ScaleB(1, Math.ILogB(half)) : 1;
        _centre = half > 0 ? Math.Round((least + half) / _scale) * _scale : least;
        if (!double.IsFinite(_centre)) _centre = least + half;
    }

    Target Target => _data.Target;

    public ForestModel Fit()
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        var features = ForestFeatures.Create(_data.Features, !_settings.DrawsThresholds, _context);
        var targets = Targets();
        var random = new CounterRandom(_context.Seed, "forest/trees");
        var trees = new ForestTree[_settings.Trees];
        var growers = new ConcurrentBag<ForestGrower>();
        var done = 0;
        WorkBlocks.Run(trees.Length, 1, Threads(), (t, _, _) =>
        {
            if (!growers.TryTake(out var grower)) grower = new ForestGrower(features, _settings, targets, Search(features), _context.Cancellation);
            trees[t] = grower.Grow(random.Child((ulong)t));
            growers.Add(grower);
            _context.Progress?.Report(new FitProgress(Interlocked.Increment(ref done), trees.Length));
        }, _context.Cancellation);
        var ensemble = ForestTree.Join(trees, Target.Task == TaskKind.Multiclass ? Target.Outputs : 1, features.Bins);
        return new ForestModel(Target.Task, features.Count, Target.Outputs, _centre, _scale, ensemble);
    }

    SplitSearch Search(ForestFeatures features)
    {
        var perSplit = _settings.FeaturesPerSplit(features.Count, Target.Task);
        return Target.Task == TaskKind.Multiclass
            ? new ClassSearch(features, _settings, perSplit, _data.Rows, Target.Outputs)
            : new MomentSearch(features, _settings, perSplit, _data.Rows, Target.Task == TaskKind.Binary);
    }

    RowTarget[] Targets()
    {
        var weights = BoostingInput.Weights(_data, BoostingInput.ClassWeights(_settings.ClassWeight, _data));
        var targets = new RowTarget[_data.Rows];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = new RowTarget((Target.Values[i] - _centre) / _scale, weights?[i] ?? 1);
        return targets;
    }

    int Threads()
    {
        if (_context.MemoryBudgetBytes == 0) return _context.Threads;
        return (int)Math.Clamp(_context.MemoryBudgetBytes / ((long)BytesPerRow * _data.Rows), 1, Math.Max(1, _context.Threads));
    }
}
