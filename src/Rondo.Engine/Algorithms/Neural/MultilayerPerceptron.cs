using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>
/// A multilayer perceptron trained by backpropagation (Rumelhart, Hinton and Williams 1986) in minibatches. Categories are learned
/// vectors (Guo and Berkhahn 2016). Weights start as PyTorch's do: Kaiming uniform with a = sqrt 5, which is uniform within 1 / sqrt(inputs).
/// </summary>
[Part("mlp", "Neural network of fully connected layers, with learned vectors for categories.")]
public sealed record MultilayerPerceptron : IAlgorithm
{
    private const int ManyRows = 100_000;

    [Param("Units of each hidden layer, from the features on.", Min = 1, Max = 4096, Log = true, TuneChoices = ["[32]", "[128]", "[32, 32]", "[64, 64]", "[128, 64]", "[128, 128]"])]
    public int[] Hidden { get; init; } = [128, 64];

    [Param("What a hidden unit makes of its sum: relu, tanh or gelu.")]
    public Activation Activation { get; init; }

    [Param("How weights follow their gradients: adam, or sgd with momentum.")]
    public OptimizerKind Optimizer { get; init; }

    [Param("Length of a step.", Min = 1e-6, Max = 10, Log = true, TuneMin = 1e-4, TuneMax = 1e-2)]
    public double LearningRate { get; init; } = 3e-3;

    [Param("Share of the last step that sgd keeps.", Min = 0, Max = 0.999)]
    public double Momentum { get; init; } = 0.9;

    [Param("Rows of a step.", Min = 1, Max = 65_536, Log = true, TuneMin = 16, TuneMax = 256)]
    public int BatchSize { get; init; } = 64;

    [Param("Passes over the rows, at most when early stopping is on.", Min = 1, Max = 100_000, Log = true)]
    public int Epochs { get; init; } = 200;

    [Param("Epochs without a better validation loss after which training ends and the best epoch is kept; 0 turns it off.", Min = 0, Max = 100_000)]
    public int EarlyStopping { get; init; } = 20;

    [Param("Whether the model has the mean weights of its last epoch's steps, not those of the very last step.")]
    public bool Averaging { get; init; } = true;

    [Param("Share of hidden units that each step silences.", Min = 0, Max = 0.9, TuneMin = 0, TuneMax = 0.5)]
    public double Dropout { get; init; } = 0.05;

    [Param("Share of the weights, times the learning rate, that each step takes away; biases are spared.", Min = 0, Max = 10, Log = true, TuneMin = 1e-6, TuneMax = 0.1)]
    public double WeightDecay { get; init; }

    [Param("Length of the vector of a category; 0 means min(50, ceil(1.6 categories^0.56)).", Min = 0, Max = 1024)]
    public int Embedding { get; init; }

    [Param("How classes are weighted.")]
    public ClassWeight ClassWeight { get; init; }

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    /// <summary>With many rows, larger batches and fewer epochs: an epoch has more steps then.</summary>
    public IAlgorithm DefaultsFor(int rows) => rows < ManyRows ? this : this with { BatchSize = 256, Epochs = 40, EarlyStopping = 5 };

    public IModel Fit(TrainingSet data, FitContext context) => new NetworkTraining(this, data, context).Fit();

    public IAlgorithm ForRefit(IReadOnlyList<IModel> foldModels)
    {
        var epochs = foldModels.OfType<MultilayerPerceptronModel>().Select(m => m.BestEpoch).ToArray();
        if (EarlyStopping == 0 || epochs.Length == 0) return this;
        return this with { EarlyStopping = 0, Epochs = Math.Max(1, (int)Math.Round(epochs.Average(), MidpointRounding.AwayFromZero)) };
    }
}
