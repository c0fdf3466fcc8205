using System.Buffers;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Neighbors;

/// <summary>The training rows with their targets, to be asked by those that come near.</summary>
[Fitted("k_nearest_neighbors")]
public sealed class KNearestNeighborsModel : IModel, IReadable<KNearestNeighborsModel>
{
    private const int BlockRows = 64;

    private readonly KNearestNeighbors _algorithm;
    private readonly FeatureMatrix _rows;
    private readonly TaskKind _task;
    private readonly double[] _targets;
    private readonly double[] _weights;
    private readonly NeighborSearch _search;
    private readonly int _neighbors;

    internal KNearestNeighborsModel(KNearestNeighbors algorithm, FeatureMatrix rows, Target target, double[] weights)
        : this(algorithm, rows, target.Task, target.Outputs, target.Values, weights)
    {
    }

    KNearestNeighborsModel(KNearestNeighbors algorithm, FeatureMatrix rows, TaskKind task, int outputs, double[] targets, double[] weights)
    {
        (_algorithm, _rows, _task, Outputs, _targets, _weights) = (algorithm, rows, task, outputs, targets, weights);
        _search = new NeighborSearch(rows, algorithm.Metric == NeighborMetric.Manhattan);
        _neighbors = Math.Min(algorithm.NNeighbors, rows.Rows);
    }

    public int Inputs => _rows.Columns.Length;

    public int Outputs { get; }

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the row {row.Length}.", nameof(row));
        _search.Space.RefuseWhatIsNotFinite(row);
        Span<double> distances = stackalloc double[_neighbors];
        Span<int> rows = stackalloc int[_neighbors];
        var rented = ArrayPool<float>.Shared.Rent(Math.Max(1, Inputs));
        for (var j = 0; j < row.Length; j++) rented[j] = _search.Normal(j, row[j]);
        _search.Find(rented.AsSpan(0, Inputs), distances, rows);
        ArrayPool<float>.Shared.Return(rented);
        ToVotes(distances, rows);
        var total = 0.0;
        output[..Outputs].Clear();
        for (var n = 0; n < rows.Length; n++)
        {
            total += distances[n];
            if (_task == TaskKind.Regression) output[0] += distances[n] * _targets[rows[n]];
            else output[(int)_targets[rows[n]]] += distances[n];
        }
        for (var k = 0; k < Outputs; k++) output[k] /= total;
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the matrix {rows.Columns.Length}.", nameof(rows));
        if (output.Length != rows.Rows * Outputs) throw new ArgumentException($"The output needs {rows.Rows} x {Outputs} places.", nameof(output));
        fixed (double* pinned = output)
        {
            var (first, length) = ((nint)pinned, output.Length);
            WorkBlocks.Run(rows.Rows, BlockRows, threads, (_, start, end) =>
            {
                var all = new Span<double>((double*)first, length);
                var row = new float[Inputs];
                for (var i = start; i < end; i++)
                {
                    rows.CopyRow(i, row);
                    Predict(row, all.Slice(i * Outputs, Outputs));
                }
            });
        }
    }

    // Distances turn into votes.
    void ToVotes(Span<double> distances, ReadOnlySpan<int> rows)
    {
        var isThere = distances[0] == 0;
        for (var n = 0; n < rows.Length; n++)
        {
            var distance = _algorithm.Metric == NeighborMetric.Euclidean ? Math.Sqrt(distances[n]) : distances[n];
            var vote = _algorithm.Weights == NeighborWeights.Uniform ? 1 : isThere ? (distance == 0 ? 1 : 0) : 1 / distance;
            distances[n] = vote * _weights[rows[n]];
        }
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var values = new float[_rows.Rows * Inputs];
        for (var i = 0; i < _rows.Rows; i++)
            for (var j = 0; j < Inputs; j++) values[i * Inputs + j] = _search.Normal(j, _rows.Columns[j][i]);
        var votes = new double[_rows.Rows * Outputs];
        for (var i = 0; i < _rows.Rows; i++) votes[i * Outputs + (_task == TaskKind.Regression ? 0 : (int)_targets[i])] = _task == TaskKind.Regression ? _targets[i] : 1;
        var asked = features.Select((value, j) => _rows.Features[j].IsCategorical ? value.IsMissing().Choose(-1, value) : value);
        return Value.Pack([.. asked]).Nearest(new NeighborTables(values, [.. _rows.Features.Select(f => f.IsCategorical)], votes, _weights, _neighbors,
            _algorithm.Metric == NeighborMetric.Manhattan, _algorithm.Weights == NeighborWeights.Distance));
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int(_algorithm.NNeighbors);
        writer.Int((int)_algorithm.Weights);
        writer.Int((int)_algorithm.Metric);
        writer.Int((int)_task);
        writer.Int(Outputs);
        writer.Texts([.. _rows.Features.Select(f => f.Name)]);
        writer.Ints([.. _rows.Features.Select(f => f.Cardinality)]);
        writer.Doubles(_targets);
        writer.Doubles(_weights);
        foreach (var column in _rows.Columns) writer.Floats(column);
    }

    public static KNearestNeighborsModel Read(PipelineReader reader, int version)
    {
        var algorithm = new KNearestNeighbors { NNeighbors = reader.Int(), Weights = (NeighborWeights)reader.Int(), Metric = (NeighborMetric)reader.Int() };
        var (task, outputs, names, cardinalities) = ((TaskKind)reader.Int(), reader.Int(), reader.Texts(), reader.Ints());
        var (targets, weights) = (reader.Doubles(), reader.Doubles());
        var isSound = algorithm.NNeighbors is >= 1 and <= 1000 && Enum.IsDefined(algorithm.Weights) && Enum.IsDefined(algorithm.Metric)
            && algorithm.Learns(task) && (task == TaskKind.Regression ? outputs == 1 : outputs >= 1)
            && names.Length == cardinalities.Length && cardinalities.All(c => c >= 0) && cardinalities.Sum(c => (long)Math.Max(1, c)) <= int.MaxValue
            && targets.Length > 0 && weights.Length == targets.Length && weights.All(w => w > 0 && double.IsFinite(w))
            && targets.All(t => task == TaskKind.Regression ? double.IsFinite(t) : t >= 0 && t < outputs && t == Math.Floor(t));
        if (!isSound) throw PipelineReader.Damaged("what is said of neighbours contradicts itself");
        var columns = new float[names.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = reader.Floats();
            if (columns[j].Length != targets.Length || (cardinalities[j] == 0 && columns[j].Any(x => !float.IsFinite(x)))) throw PipelineReader.Damaged("a neighbour's value is not a number");
        }
        return new KNearestNeighborsModel(algorithm, new FeatureMatrix([.. names.Zip(cardinalities, (n, c) => new Feature(n, c))], columns, targets.Length), task, outputs, targets, weights);
    }
}
