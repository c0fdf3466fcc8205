using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The rows that early stopping looks at, and their scores so far.</summary>
sealed class ValidationScores
{
    private const int BlockRows = 4096;

    private readonly float[] _rows;
    private readonly int _inputs;

    /// <param name="scores">Shape: outputs x rows.</param>
    public ValidationScores(TrainingSet data, double[]? weights, double[][] scores)
    {
        (Target, Weights, Scores) = (data.Target, weights, scores);
        _inputs = data.Features.Columns.Length;
        _rows = new float[checked(data.Rows * _inputs)];
        for (var j = 0; j < _inputs; j++)
        {
            var column = data.Features.Columns[j];
            for (var i = 0; i < column.Length; i++) _rows[i * _inputs + j] = column[i];
        }
    }

    public Target Target { get; }

    public double[]? Weights { get; }

    public double[][] Scores { get; }

    public void Add(TreeEnsemble tree, int output, int threads) =>
        WorkBlocks.Run(Target.Rows, BlockRows, threads, (_, start, end) =>
            tree.AddTo(_rows.AsSpan(start * _inputs, (end - start) * _inputs), _inputs, Scores[output].AsSpan(start, end - start), 1));
}
