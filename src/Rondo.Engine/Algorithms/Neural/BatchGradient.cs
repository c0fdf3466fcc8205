using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>
/// The gradient of the mean loss of a batch. Rows are cut into blocks by their number alone; blocks are summed in their order and
/// embeddings row by row, so the bits are equal on any number of threads.
/// </summary>
sealed class BatchGradient
{
    private const int SmallestBlock = 64;
    private const int MostBlocks = 16;
    // Below about a million multiplications waking a second thread costs more than it saves.
    private const long WorkWorthThreads = 1 << 20;

    private readonly NetworkShape _shape;
    private readonly TrainingRows _data;
    private readonly NetworkTask _task;
    private readonly MultilayerPerceptron _settings;
    private readonly FitContext _context;
    private readonly int _blockRows;
    private readonly BackwardPass[] _passes;
    private readonly double[] _losses;
    private readonly float[][] _transposed;
    private readonly float[][] _tables;
    private readonly TouchedRows[] _touched;

    public BatchGradient(NetworkShape shape, TrainingRows data, NetworkTask task, MultilayerPerceptron settings, FitContext context)
    {
        (_shape, _data, _task, _settings, _context) = (shape, data, task, settings, context);
        var batch = Math.Min(settings.BatchSize, data.Count);
        _blockRows = Math.Max(SmallestBlock, WorkBlocks.Count(batch, MostBlocks));
        _passes = [.. Enumerable.Range(0, WorkBlocks.Count(batch, _blockRows)).Select(_ => new BackwardPass(shape, Math.Min(batch, _blockRows)))];
        _losses = new double[_passes.Length];
        _transposed = [.. shape.Layers.Select((l, i) => new float[l.Outputs * (i == 0 ? _passes[0].LearnedWidth : shape.Layers[i - 1].Width)])];
        _tables = [.. shape.Tables.Select(t => new float[t.Cardinality * t.Dimension])];
        _touched = [.. shape.Tables.Select(t => new TouchedRows(t.Cardinality, batch))];
    }

    /// <summary>Of all layers' weights and biases.</summary>
    public float[] Dense => _passes[0].Gradient;

    /// <summary>Of a table; 0 but where the batch has the category. Whoever read it clears what <see cref="Touched"/> names.</summary>
    public float[] Table(int index) => _tables[index];

    /// <summary>Where the vectors begin that the batch has, in the order of first appearance.</summary>
    public ReadOnlySpan<int> Touched(int table) => _touched[table].Starts;

    /// <returns>The sum of the rows' weighted losses.</returns>
    public double Compute(int[] order, int start, int count, NetworkWeights weights, CounterRandom step)
    {
        Transpose(weights);
        var blocks = WorkBlocks.Count(count, _blockRows);
        var threads = (long)count * _shape.DenseWeights < WorkWorthThreads ? 1 : _context.Threads;
        var factor = 1f / count;
        WorkBlocks.Run(count, _blockRows, threads, (block, from, to) =>
        {
            var dropout = new Dropout(_settings.Dropout, step, from);
            _losses[block] = _passes[block].Run(_data, order.AsSpan(start + from, to - from), weights, _transposed, _task, _settings.Activation, dropout, factor);
        }, _context.Cancellation);
        for (var block = 1; block < blocks; block++) FloatVectors.Add(_passes[block].Gradient, Dense);
        for (var t = 0; t < _tables.Length; t++) SumTable(t, order.AsSpan(start, count));
        return Reductions.Sum(_losses.AsSpan(0, blocks));
    }

    void Transpose(NetworkWeights weights)
    {
        for (var l = 0; l < _shape.Layers.Length; l++)
        {
            var (layer, to) = (_shape.Layers[l], _transposed[l]);
            if (to.Length == 0) continue;
            var width = to.Length / layer.Outputs;
            var from = layer.Weights(weights.Dense, l == 0 ? _shape.Numbers : 0);
            for (var i = 0; i < from.Rows; i++)
            {
                var row = from.Values.Slice(i * layer.Width, layer.Outputs);
                for (var j = 0; j < row.Length; j++) to[j * width + i] = row[j];
            }
        }
    }

    void SumTable(int index, ReadOnlySpan<int> rows)
    {
        var (table, sums) = (_shape.Tables[index], _tables[index]);
        var touched = _touched[index];
        touched.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var at = table.StartOf(_data.Row(rows[i])[table.Feature]);
            if (at < 0) continue;
            touched.Add(at / table.Dimension, at);
            var pass = _passes[i / _blockRows];
            var gradient = pass.InputGradient.AsSpan(i % _blockRows * pass.LearnedWidth + table.Column - _shape.Numbers, table.Dimension);
            FloatVectors.Add(gradient, sums.AsSpan(at, table.Dimension));
        }
    }

    /// <summary>The categories of a batch, each once.</summary>
    sealed class TouchedRows(int cardinality, int batch)
    {
        private readonly int[] _lastBatch = new int[cardinality];
        private readonly int[] _starts = new int[Math.Min(cardinality, batch)];
        private int _batch;
        private int _count;

        public ReadOnlySpan<int> Starts => _starts.AsSpan(0, _count);

        public void Clear()
        {
            _batch++;
            _count = 0;
        }

        public void Add(int code, int start)
        {
            if (_lastBatch[code] == _batch) return;
            _lastBatch[code] = _batch;
            _starts[_count++] = start;
        }
    }
}
