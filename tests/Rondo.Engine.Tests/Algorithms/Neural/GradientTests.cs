using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neural;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms.Neural;

/// <summary>Gradients and steps beside finite differences of a plain network in double precision.</summary>
public sealed class GradientTests
{
    private const int Rows = 150;

    public static TheoryData<TaskKind, Activation> Cases => new(
        from task in new[] { TaskKind.Regression, TaskKind.Binary, TaskKind.Multiclass }
        from activation in Enum.GetValues<Activation>()
        select (task, activation));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_equal_finite_differences(TaskKind task, Activation activation)
    {
        var net = new Case(task, new MultilayerPerceptron { Hidden = [10, 7], Activation = activation, BatchSize = Rows, Dropout = 0 });

        net.Gradient.Compute(net.Order, 0, Rows, net.Weights, new CounterRandom(1, "none"));

        foreach (var (array, gradient) in net.Pairs())
            for (var i = 0; i < array.Length; i++) Assert.Equal(net.Difference(array, i), gradient[i], 2e-5);
    }

    [Fact]
    public void The_gradient_has_the_same_bits_on_any_number_of_threads()
    {
        // Large enough that threads are used, and more rows than one block has.
        var settings = new MultilayerPerceptron { Hidden = [256, 256], BatchSize = Rows };
        var (one, eight) = (new Case(TaskKind.Regression, settings, threads: 1), new Case(TaskKind.Regression, settings, threads: 8));
        foreach (var net in new[] { one, eight }) net.Gradient.Compute(net.Order, 0, Rows, net.Weights, new CounterRandom(1, "none"));

        Assert.Equal(one.Gradient.Dense.Select(BitConverter.SingleToInt32Bits), eight.Gradient.Dense.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void A_step_of_sgd_goes_down_the_gradient_and_takes_the_decay_off_all_but_biases()
    {
        var settings = new MultilayerPerceptron { Hidden = [5], Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, Momentum = 0, WeightDecay = 0.5, BatchSize = Rows, Dropout = 0 };
        var net = new Case(TaskKind.Regression, settings);
        var before = net.Weights.Copy();
        net.Gradient.Compute(net.Order, 0, Rows, net.Weights, new CounterRandom(1, "none"));
        var gradient = new NetworkWeights([.. net.Gradient.Dense], [.. net.Weights.Tables.Select((_, t) => net.Gradient.Table(t).ToArray())]);

        new Optimizer(net.Shape, settings).Step(net.Weights, net.Gradient);

        foreach (var layer in net.Shape.Layers)
            for (var i = layer.Start; i < layer.End; i++)
                Assert.Equal(before.Dense[i] * (i < layer.BiasStart ? 0.95 : 1) - 0.1 * gradient.Dense[i], net.Weights.Dense[i], 1e-6);
        for (var t = 0; t < before.Tables.Length; t++)
            for (var i = 0; i < before.Tables[t].Length; i++)
            {
                var wasSeen = net.Gradient.Touched(t).Contains(i / net.Shape.Tables[t].Dimension * net.Shape.Tables[t].Dimension);
                Assert.Equal(wasSeen ? before.Tables[t][i] * 0.95 - 0.1 * gradient.Tables[t][i] : before.Tables[t][i], net.Weights.Tables[t][i], 1e-6);
            }
    }

    [Fact]
    public void Dropout_silences_its_share_and_keeps_the_mean()
    {
        var (activations, slopes) = (new float[80_000], new float[80_000]);
        Array.Fill(activations, 1);
        Array.Fill(slopes, 2);

        new Dropout(0.3, new CounterRandom(1, "dropout"), 0).Apply(0, 8, activations, slopes);

        Assert.InRange(activations.Count(a => a == 0) / 80_000.0, 0.29, 0.31);
        Assert.Equal(1, activations.Average(), 0.02);
        Assert.All(activations.Zip(slopes), p => Assert.Equal(2 * p.First, p.Second));
    }

    sealed class Case
    {
        private readonly TrainingSet _data;
        private readonly NetworkTask _task;
        private readonly Activation _activation;
        private readonly TrainingRows _rows;

        public Case(TaskKind task, MultilayerPerceptron settings, int threads = 1)
        {
            var context = new FitContext { Threads = threads };
            double[] weights = [.. Enumerable.Range(0, Rows).Select(i => 0.5 + i % 3)];
            _data = LinearData.Random(Rows, task, missing: false, numbers: 3, cardinalities: [4, 30]);
            // Unknown categories take part, with a vector of zeros.
            for (var i = 0; i < Rows; i += 9) _data.Features.Columns[3][i] = float.NaN;
            _task = NetworkTask.Of(_data.Target, weights);
            _activation = settings.Activation;
            Shape = new NetworkShape(_data.Features.Features, settings.Hidden, _task.Scores, 0);
            _rows = new TrainingRows(_data.Features, _task.Targets(_data.Target), weights, context);
            Weights = NetworkWeights.Random(Shape, new CounterRandom(3, "weights"));
            Gradient = new BatchGradient(Shape, _rows, _task, settings, context);
        }

        public int[] Order { get; } = new CounterRandom(2, "order").Permutation(Rows);

        public NetworkShape Shape { get; }

        public NetworkWeights Weights { get; }

        public BatchGradient Gradient { get; }

        public IEnumerable<(float[] Weights, float[] Gradient)> Pairs() =>
            [(Weights.Dense, Gradient.Dense), .. Weights.Tables.Select((t, i) => (t, Gradient.Table(i)))];

        public double Difference(float[] array, int index)
        {
            // Sums near the kink of relu may fall on its other side; a small step keeps that rare, doubles keep it exact.
            const float Step = 1f / (1 << 14);
            var value = array[index];
            array[index] = value + Step;
            var (above, up) = (Loss(), (double)array[index]);
            array[index] = value - Step;
            var (below, down) = (Loss(), (double)array[index]);
            array[index] = value;
            return (above - below) / (up - down);
        }

        double Loss()
        {
            var sum = 0.0;
            for (var i = 0; i < Rows; i++) sum += _rows.Weights[i] * RowLoss(i);
            return sum / Rows;
        }

        double RowLoss(int row)
        {
            var inputs = new float[Shape.Inputs];
            Shape.Fill(_rows.Row(row), Weights, inputs);
            double[] x = [.. inputs.Select(v => (double)v)];
            foreach (var layer in Shape.Layers)
            {
                var sums = new double[layer.Outputs];
                for (var j = 0; j < sums.Length; j++)
                {
                    sums[j] = Weights.Dense[layer.BiasStart + j];
                    for (var i = 0; i < layer.Inputs; i++) sums[j] += x[i] * Weights.Dense[layer.Start + i * layer.Width + j];
                }
                x = layer == Shape.Layers[^1] ? sums : [.. sums.Select(Activate)];
            }
            var target = _rows.Targets[row];
            if (_task.Kind == TaskKind.Regression) return (x[0] - target) * (x[0] - target);
            if (_task.Kind == TaskKind.Binary) return Math.Log(1 + Math.Exp(target > 0 ? -x[0] : x[0]));
            return Math.Log(x.Sum(Math.Exp)) - x[(int)target];
        }

        double Activate(double x) => _activation switch
        {
            Activation.Relu => Math.Max(x, 0),
            Activation.Tanh => Math.Tanh(x),
            _ => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        };
    }
}
