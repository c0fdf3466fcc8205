using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The rows that early stopping looks at, and their scores so far.</summary>
sealed class ValidationScores
{
    private readonly uint[] _keys;
    private readonly int _inputs;

    /// <param name="keys">The keys of the trees to come.</param>
    /// <param name="scores">Shape: outputs x rows.</param>
    public ValidationScores(TrainingSet data, FeatureKeys keys, double[]? weights, double[][] scores)
    {
        (Target, Weights, Scores) = (data.Target, weights, scores);
        _inputs = data.Features.Columns.Length;
        var blocks = WorkBlocks.Count(data.Rows, TreeWalk.BlockRows);
        _keys = new uint[checked(blocks * _inputs * TreeWalk.BlockRows)];
        for (var block = 0; block < blocks; block++)
        {
            var start = block * TreeWalk.BlockRows;
            var rows = Math.Min(TreeWalk.BlockRows, data.Rows - start);
            for (var j = 0; j < _inputs; j++)
                keys.Fill(j, data.Features.Columns[j].AsSpan(start, rows), _keys.AsSpan((block * _inputs + j) * TreeWalk.BlockRows));
        }
    }

    public Target Target { get; }

    public double[]? Weights { get; }

    public double[][] Scores { get; }

    public void Add(TreeEnsemble tree, int output, int threads) =>
        WorkBlocks.Run(Target.Rows, TreeWalk.BlockRows, threads, (block, start, end) =>
        {
            var length = _inputs * TreeWalk.BlockRows;
            tree.AddTo(_keys.AsSpan(block * length, length), Scores[output].AsSpan(start, end - start), 1);
        });
}
