using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>One fit: epochs of minibatches, the best of them kept.</summary>
sealed class NetworkTraining
{
    private readonly MultilayerPerceptron _settings;
    private readonly FitContext _context;
    private readonly NetworkShape _shape;
    private readonly NetworkTask _task;
    private readonly TrainingRows _rows;
    private readonly ValidationRows? _validation;
    private readonly NetworkWeights _weights;
    private readonly NetworkWeights _epochWeights;
    private readonly NetworkWeights _best;
    private readonly WeightMean? _mean;
    private readonly Optimizer _optimizer;
    private readonly BatchGradient _gradient;
    private readonly List<double> _trainingLoss = [];
    private readonly List<double> _validationLoss = [];
    private readonly int _firstEpoch;
    private int _bestEpoch;
    private double _bestLoss = double.PositiveInfinity;

    public NetworkTraining(MultilayerPerceptron settings, TrainingSet data, FitContext context)
    {
        (_settings, _context) = (settings, context);
        data = NetworkInput.Prepare(settings, data, context);
        var weights = RowWeights.Of(data, Weighting(data));
        var task = NetworkTask.Of(data.Target, weights);
        _shape = new NetworkShape(data.Features.Features, settings.Hidden, task.Scores, settings.Embedding);
        var warm = NetworkInput.CheckWarmStart(context.WarmStart, _shape, data.Target, settings.Activation);
        _task = warm?.Meaning ?? task;
        _rows = new TrainingRows(data.Features, _task.Targets(data.Target), weights, context);
        if (data.Validation is { } validation) _validation = new ValidationRows(_shape, _task, validation, RowWeights.Of(validation, Weighting(validation)), context);
        var state = warm?.State;
        _weights = (state?.Weights ?? warm?.Weights)?.Copy() ?? Start(data.Target, weights);
        _best = (warm?.Weights ?? _weights).Copy();
        if (settings.Averaging) _mean = new WeightMean(_shape);
        _epochWeights = settings.Averaging ? NetworkWeights.Zeros(_shape) : _weights;
        _optimizer = new Optimizer(_shape, settings, state?.First.Copy(), state?.Second?.Copy(), state?.Steps ?? 0);
        _gradient = new BatchGradient(_shape, _rows, _task, settings, context);
        if (state is null) return;
        _firstEpoch = state.Epochs;
        _bestEpoch = warm!.BestEpoch;
        _trainingLoss.AddRange(warm.TrainingLoss);
        _validationLoss.AddRange(warm.ValidationLoss);
        if (_bestEpoch > 0 && _bestEpoch <= _validationLoss.Count) _bestLoss = _validationLoss[_bestEpoch - 1];
    }

    bool StopsEarly => _validation is not null && _settings.EarlyStopping > 0;

    public MultilayerPerceptronModel Fit()
    {
        for (var epoch = _firstEpoch; epoch < _settings.Epochs; epoch++)
        {
            if (StopsEarly && epoch - _bestEpoch >= _settings.EarlyStopping) break;
            _trainingLoss.Add(RunEpoch(new CounterRandom(_context.Seed, "mlp/epochs").Child((ulong)epoch)) * LossUnit);
            if (_validation is not null) _validationLoss.Add(_validation.Loss(_epochWeights, _settings.Activation) * LossUnit);
            KeepBest(epoch + 1);
            _context.Progress?.Report(new FitProgress(epoch + 1, _settings.Epochs, _trainingLoss[^1], _validation is null ? null : _validationLoss[^1]));
            _context.Checkpoint?.Invoke(ToModel(new TrainingState(epoch + 1, _optimizer.Steps, _weights.Copy(), _optimizer.First.Copy(), _optimizer.Second?.Copy())));
        }
        return ToModel(null);
    }

    /// <summary>Losses are told in the square of the target's unit.</summary>
    double LossUnit => _task.Scale * _task.Scale;

    double RunEpoch(CounterRandom random)
    {
        var order = random.Permutation(_rows.Count);
        var sum = 0.0;
        var steps = WorkBlocks.Count(order.Length, _settings.BatchSize);
        for (var step = 0; step < steps; step++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var start = step * _settings.BatchSize;
            var count = Math.Min(_settings.BatchSize, order.Length - start);
            sum += _gradient.Compute(order, start, count, _weights, random.Child((ulong)step));
            _optimizer.Step(_weights, _gradient);
            _mean?.Add(_weights, step, steps);
        }
        _mean?.Take(_epochWeights);
        return sum / order.Length;
    }

    void KeepBest(int epoch)
    {
        if (!double.IsFinite(_trainingLoss[^1]) || !_weights.IsFinite())
            throw new RondoException("diverged", $"The network's weights grew beyond all bounds in epoch {epoch}.", "Lower `learning_rate`, or scale or clip the features.");
        if (StopsEarly && !(_validationLoss[^1] < _bestLoss)) return;
        _bestEpoch = epoch;
        if (StopsEarly) _bestLoss = _validationLoss[^1];
        _epochWeights.CopyTo(_best);
    }

    MultilayerPerceptronModel ToModel(TrainingState? state) => new(_shape, _task, _settings.Activation, _best.Copy())
    {
        BestEpoch = _bestEpoch,
        TrainingLoss = [.. _trainingLoss],
        ValidationLoss = [.. _validationLoss],
        State = state,
    };

    NetworkWeights Start(Target target, double[] weights)
    {
        var start = NetworkWeights.Random(_shape, new CounterRandom(_context.Seed, "mlp/weights"));
        var biases = _shape.Layers[^1].Biases(start.Dense);
        var prior = _task.PriorScores(target, weights);
        for (var k = 0; k < prior.Length; k++) biases[k] += (float)prior[k];
        return start;
    }

    ClassWeight Weighting(TrainingSet data) => data.Target.Task.HasClasses ? _settings.ClassWeight : ClassWeight.None;
}
