using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>
/// One rule (Holte 1993): the single feature that predicts best by itself. Numbers are cut into bins of like counts, categories are
/// bins as they are; each bin predicts its mean, or class shares, drawn towards that of all rows. Features are compared by the loss of
/// each row under the other rows' bin (leave one out, in closed form), so that a nearly unique category gains nothing.
/// </summary>
[Part("one_rule", "The best rule on a single feature.")]
public sealed record OneRule : IAlgorithm
{
    private const int SampledRows = 100_000;
    private const long CellsAtMost = 1 << 24;

    [Param("Bins that a number is cut into.", Min = 2, Max = 255)]
    public int Bins { get; init; } = 20;

    [Param("Rows' worth of the overall mean in each bin.", Min = 0.1, Max = 1000, Log = true)]
    public double Smoothing { get; init; } = 10;

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        var cells = Cells.Of(data);
        var columns = data.Features.Columns;
        var rules = new OneRuleModel?[columns.Length];
        var losses = new double[columns.Length];
        Array.Fill(losses, double.PositiveInfinity);
        var sample = Sample(data.Rows, context.Seed);
        WorkBlocks.Run(columns.Length, 1, context.Threads, (j, _, _) =>
        {
            var feature = data.Features.Features[j];
            var edges = feature.IsCategorical ? [] : Edges(columns[j], sample);
            var bins = feature.IsCategorical ? feature.Cardinality : edges.Length + 1;
            if ((bins + 1L) * cells.Width > CellsAtMost) return;
            // The last bin is for missing values and for categories that training didn't have.
            var sums = new double[(bins + 1) * cells.Width];
            var column = columns[j];
            for (var start = 0; start < column.Length; start += 1 << 16)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var end = Math.Min(column.Length, start + (1 << 16));
                for (var i = start; i < end; i++) cells.Add(i, sums.AsSpan(OneRuleModel.BinOf(column[i], edges, feature.Cardinality) * cells.Width));
            }
            var outputs = new double[(bins + 1) * cells.Outputs];
            var loss = 0.0;
            for (var b = 0; b <= bins; b++)
                loss += cells.Finish(sums.AsSpan(b * cells.Width, cells.Width), Smoothing, outputs.AsSpan(b * cells.Outputs, cells.Outputs));
            losses[j] = loss;
            rules[j] = new OneRuleModel(columns.Length, j, feature.Name, feature.Cardinality, edges, outputs, cells.Outputs);
        }, context.Cancellation);
        var best = -1;
        for (var j = 0; j < losses.Length; j++)
            if (rules[j] is not null && (best < 0 || losses[j] < losses[best])) best = j;
        return best >= 0 ? rules[best]! : new ConstantModel(columns.Length, [.. cells.Overall]);
    }

    static int[] Sample(int rows, ulong seed)
    {
        var random = new CounterRandom(seed, "one_rule");
        var sample = new int[Math.Min(rows, SampledRows)];
        for (var i = 0; i < sample.Length; i++) sample[i] = rows <= SampledRows ? i : random.Below((ulong)i, rows);
        return sample;
    }

    // Upper edges of all bins but the last: values that are in the data, rising.
    float[] Edges(float[] column, int[] sample)
    {
        var values = new List<float>(sample.Length);
        foreach (var row in sample)
            if (!float.IsNaN(column[row])) values.Add(column[row]);
        values.Sort();
        var edges = new List<float>(Bins);
        for (var b = 1; b < Bins && values.Count > 0; b++)
        {
            var edge = values[(int)((long)b * (values.Count - 1) / Bins)];
            if (edge < values[^1] && (edges.Count == 0 || edge > edges[^1])) edges.Add(edge);
        }
        return [.. edges];
    }

    /// <summary>What a bin sums up. For numbers: weight, values and squares, about the overall mean. For classes: the weight of each.</summary>
    sealed class Cells
    {
        private readonly double[] _values;
        private readonly double[] _weights;
        private readonly bool _isRegression;

        private Cells(TrainingSet data, double[] weights)
        {
            // Weights of mean 1, so that smoothing and leaving one out are in units of rows.
            var (total, rows) = (Reductions.Sum(weights), weights.Count(w => w > 0));
            _weights = new double[weights.Length];
            for (var i = 0; i < weights.Length; i++) _weights[i] = weights[i] * rows / total;
            _isRegression = data.Target.Task == TaskKind.Regression;
            Outputs = data.Target.Outputs;
            Width = _isRegression ? 3 : Outputs;
            Overall = _isRegression ? [Reductions.Dot(weights, data.Target.Values) / total] : Prior.Shares(data);
            _values = data.Target.Values;
            if (_isRegression) _values = [.. _values.Select(v => v - Overall[0])];
        }

        public int Width { get; }

        public int Outputs { get; }

        public double[] Overall { get; }

        public static Cells Of(TrainingSet data) => new(data, RowWeights.Of(data));

        public void Add(int row, Span<double> sums)
        {
            var (value, weight) = (_values[row], _weights[row]);
            if (!_isRegression)
            {
                sums[(int)value] += weight;
                return;
            }
            sums[0] += weight;
            sums[1] += weight * value;
            sums[2] += weight * (value * value);
        }

        /// <summary>Writes what the bin predicts, and gives its loss when each row is predicted without itself.</summary>
        public double Finish(ReadOnlySpan<double> sums, double smoothing, Span<double> output) =>
            _isRegression ? Mean(sums, smoothing, output) : Shares(sums, smoothing, output);

        double Mean(ReadOnlySpan<double> sums, double smoothing, Span<double> output)
        {
            var (weight, sum, squares) = (sums[0], sums[1], sums[2]);
            output[0] = Overall[0] + sum / (weight + smoothing);
            // A row's error without itself is a y - b, with the same a and b for all rows of the bin.
            var others = Math.Max(0, weight - 1) + smoothing;
            var (a, b) = (1 + 1 / others, sum / others);
            return Math.Max(0, a * a * squares - 2 * a * b * sum + b * b * weight);
        }

        double Shares(ReadOnlySpan<double> sums, double smoothing, Span<double> output)
        {
            var weight = 0.0;
            foreach (var sum in sums) weight += sum;
            var others = Math.Max(0, weight - 1) + smoothing;
            var loss = 0.0;
            for (var k = 0; k < sums.Length; k++)
            {
                output[k] = (sums[k] + smoothing * Overall[k]) / (weight + smoothing);
                if (sums[k] > 0) loss -= sums[k] * Functions.Log((Math.Max(0, sums[k] - 1) + smoothing * Overall[k]) / others);
            }
            return loss;
        }
    }
}
