using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Train.CrossValidation;
using Rondo.Train.Tune;

namespace Rondo.Benchmarks.Tuning;

/// <summary>A model with the space that is searched by default, scored by three folds of a small set. What makes a fit slow is fixed.</summary>
sealed class ModelSpace
{
    private const int Rows = 240;

    private static readonly PartCatalog _catalog = new(typeof(IAlgorithm).Assembly);

    private readonly string _model;
    private readonly IReadOnlyDictionary<string, object?> _fixed;
    private readonly TrainingSet _data;
    private readonly IReadOnlyList<Fold> _folds;
    private readonly IMetric _metric;

    private ModelSpace(string model, bool hasClasses, params (string Name, object? Value)[] given)
    {
        _model = model;
        _fixed = given.ToDictionary(g => g.Name, g => g.Value);
        _data = Make(hasClasses);
        _folds = new KFold { Folds = 3 }.Make(Rows, _data.Target, null, seed: 1);
        _metric = hasClasses ? new LogLoss() : new Rmse();
        var part = _catalog.Find<IAlgorithm>(model)!;
        Space = SearchSpace.Of(part, given: [.. _fixed.Keys], configured: _catalog.Create<IAlgorithm>(model, _fixed));
    }

    public static IEnumerable<ModelSpace> All() =>
    [
        new("gradient_boosting", true, ("n_estimators", 30), ("early_stopping", 0), ("max_bins", 31)),
        new("random_forest", true, ("n_estimators", 15)),
        new("elastic_net", false),
        new("logistic_regression", true),
        new("linear_svm", false),
        new("mlp", false, ("epochs", 8), ("early_stopping", 0)),
    ];

    public SearchSpace Space { get; }

    public double Score(IReadOnlyDictionary<string, object?> parameters)
    {
        var algorithm = _catalog.Create<IAlgorithm>(_model, _fixed.Concat(parameters).ToDictionary());
        var sum = 0.0;
        foreach (var fold in _folds)
        {
            var model = algorithm.Fit(_data.Take(fold.Train), new FitContext { Seed = 1, Threads = 1 });
            var validation = _data.Take(fold.Validation);
            var predictions = new double[validation.Rows * model.Outputs];
            model.Predict(validation.Features, predictions);
            sum += _metric.Compute(new Scored(validation.Target, predictions)).Value!.Value;
        }
        return sum / _folds.Count;
    }

    // Eight uniform features: a curve, a product, a step, a line, and four that mean nothing.
    static TrainingSet Make(bool hasClasses)
    {
        var random = new CounterRandom(11, "model_space");
        var columns = Enumerable.Range(0, 8).Select(_ => new float[Rows]).ToArray();
        var values = new double[Rows];
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < 8; j++) columns[j][i] = (float)(3.4 * random.Child((ulong)i).Uniform((ulong)j) - 1.7);
            double X(int j) => columns[j][i];
            var noise = random.Child((ulong)i).Uniform(8) + random.Child((ulong)i).Uniform(9) - 1;
            values[i] = 1.5 * Functions.Sin(2 * X(0)) + X(1) * X(2) + (X(3) > 0.5 ? 1 : 0) + 0.5 * X(1) + 1.5 * noise;
        }
        var features = new FeatureMatrix([.. Enumerable.Range(0, 8).Select(j => new Feature($"x{j}"))], columns, Rows);
        var target = hasClasses ? new Target(TaskKind.Binary, [.. values.Select(v => v > 0.3 ? 1.0 : 0)], ["no", "yes"]) : Target.Regression(values);
        return new TrainingSet(features, target);
    }
}
