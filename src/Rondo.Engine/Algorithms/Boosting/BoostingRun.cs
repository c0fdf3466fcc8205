using System.Runtime.CompilerServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>One fit: rounds of trees, each on the gradients that the trees before it leave.</summary>
sealed class BoostingRun
{
    private const int LossRows = 16_384;

    private readonly GradientBoosting _settings;
    private readonly FitContext _context;
    private readonly TrainingSet _data;
    private readonly double[]? _weights;
    private readonly Objective _objective;
    private readonly BinnedMatrix _matrix;
    private readonly GradientBoostingModel? _warm;
    private readonly EnsembleBuilder _trees;
    private readonly double[][] _scores;
    private readonly ValidationScores? _validation;
    private readonly List<double> _trainingLoss = [];
    private readonly List<double> _validationLoss = [];

    public BoostingRun(GradientBoosting settings, TrainingSet data, FitContext context)
    {
        _settings = settings;
        _context = context;
        _warm = BoostingInput.CheckWarmStart(context.WarmStart, data);
        data = BoostingInput.Prepare(settings, data, context.Seed);
        _data = data;
        var classWeights = BoostingInput.ClassWeights(settings.ClassWeight, data);
        _weights = BoostingInput.Weights(data, classWeights);
        _objective = Objective.Create(data, _weights, context);
        _matrix = BinnedMatrix.Create(data.Features, settings.MaxBins, BoostingInput.KnownBins(_warm), context);
        _trees = new EnsembleBuilder(_matrix.Features);
        if (_warm is not null) _trees.Add(_warm.Ensemble);
        Start = _warm is null ? _objective.Start : _warm.Start.ToArray();
        _scores = StartScores(data.Features);
        if (data.Validation is { } validation)
            _validation = new ValidationScores(validation, _trees.Keys, BoostingInput.Weights(validation, classWeights), StartScores(validation.Features));
    }

    double[] Start { get; }

    int Outputs => Start.Length;

    public GradientBoostingModel Fit()
    {
        var (random, firstRound) = (new CounterRandom(_context.Seed, "boosting/rounds"), _warm?.BestRound ?? 0);
        KeepWarmHistory(firstRound);
        var limits = new TreeLimits(_settings.MaxLeaves, _settings.MaxDepth, _settings.MinSamplesLeaf, _settings.L2, _settings.Monotone);
        var grower = new TreeGrower(_matrix, _objective.Layout, limits, _context);
        var rows = new RowPartition(_data.Rows);
        var packed = new long[Objective.Padded(_data.Rows)];
        var (bestRound, bestLoss) = (firstRound, double.PositiveInfinity);
        if (_validation is not null && firstRound > 0) bestLoss = ValidationLoss();
        for (var round = firstRound; round < firstRound + _settings.NEstimators; round++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            if (!Boost(grower, rows, packed, random.Child((ulong)round))) break;
            _trainingLoss.Add(_objective.MeanLoss(_scores, _data.Target, _weights, Math.Max(1, _data.Rows / LossRows)));
            if (_validation is not null) _validationLoss.Add(ValidationLoss());
            Report(round - firstRound + 1);
            if (_validation is null || _validationLoss[^1] < bestLoss)
                (bestRound, bestLoss) = (round + 1, _validation is null ? 0 : _validationLoss[^1]);
            else if (_settings.EarlyStopping > 0 && round + 1 - bestRound >= _settings.EarlyStopping) break;
        }
        // Without early stopping every round is kept, whatever the validation rows say.
        var kept = _validation is not null && _settings.EarlyStopping > 0 ? bestRound * Outputs : _trees.Trees;
        return new GradientBoostingModel(_data.Target.Task, _matrix.Features.Length, Start, _trees.Take(kept), [.. _trainingLoss], [.. _validationLoss]);
    }

    /// <summary>One round: a tree for each output. False if no tree found a split and no later one could.</summary>
    bool Boost(TreeGrower grower, RowPartition rows, long[] packed, CounterRandom random)
    {
        var (grown, isFitted) = (new GrownTree[Outputs], true);
        _objective.BeginRound(_scores);
        for (var k = 0; k < grown.Length; k++)
        {
            var scale = _objective.Quantise(k, _scores, packed, (uint)random.Bits((ulong)k));
            isFitted &= scale.Gradient == 0;
            if (_settings.Subsample < 1) rows.TakeSample(_settings.Subsample, random.Child(1));
            else rows.TakeAll(_context.Threads);
            grown[k] = grower.Grow(rows, packed, scale, SampleFeatures(random.Child(2 + (ulong)k)), _settings.LearningRate);
            if (grown[k].Nodes.Count == 0) grown[k] = GrownTree.Nothing;
            else AddToScores(grown[k], rows, _scores[k]);
        }
        var isRandom = _settings.Subsample < 1 || _settings.Colsample < 1;
        if ((isFitted || !isRandom) && grown.All(t => t.Nodes.Count == 0)) return false;
        for (var k = 0; k < grown.Length; k++)
        {
            _trees.Add(grown[k]);
            if (grown[k].Nodes.Count > 0) _validation?.Add(_trees.Alone(grown[k]), k, _context.Threads);
        }
        return true;
    }

    bool[]? SampleFeatures(CounterRandom random)
    {
        var count = _matrix.Features.Length;
        // Rounded up: with two or three features a tree sees them all, for it could learn no interaction of one.
        var taken = (int)Math.Ceiling(_settings.Colsample * count);
        if (taken >= count) return null;
        var features = new bool[count];
        foreach (var feature in random.Permutation(count).AsSpan(0, taken)) features[feature] = true;
        return features;
    }

    void AddToScores(GrownTree tree, RowPartition rows, double[] scores)
    {
        if (rows.Count < _data.Rows)
        {
            WorkBlocks.Run(_data.Rows, LossRows, _context.Threads, (_, start, end) =>
            {
                for (var row = start; row < end; row++) scores[row] += tree.Leaves[tree.LeafOf(_matrix, row)].Value;
            }, _context.Cancellation);
            return;
        }
        WorkBlocks.Run(tree.Leaves.Count, 1, _context.Threads, (i, _, _) =>
        {
            var leaf = tree.Leaves[i];
            AddTo(scores, rows.Slice(leaf.Start, leaf.Count).Span, leaf.Value);
        }, _context.Cancellation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddTo(double[] scores, ReadOnlySpan<int> rows, double value)
    {
        foreach (var row in rows) scores[row] += value;
    }

    double[][] StartScores(FeatureMatrix features)
    {
        var scores = new double[Outputs][];
        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] = new double[Objective.Padded(features.Rows)];
            Array.Fill(scores[k], Start[k], 0, features.Rows);
        }
        _warm?.Score(features, scores, _context.Threads);
        return scores;
    }

    double ValidationLoss() => _objective.MeanLoss(_validation!.Scores, _validation.Target, _validation.Weights);

    void KeepWarmHistory(int rounds)
    {
        if (_warm is null) return;
        _trainingLoss.AddRange(_warm.TrainingLoss.Take(rounds));
        if (_validation is null) return;
        _validationLoss.AddRange(_warm.ValidationLoss.Take(rounds));
        while (_validationLoss.Count < rounds) _validationLoss.Add(double.NaN);
    }

    void Report(int done) => _context.Progress?.Report(new FitProgress(
        done, _settings.NEstimators, _trainingLoss[^1], _validation is null ? null : _validationLoss[^1]));
}
