using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Engine.Recipes;

/// <summary>
/// A pipeline bound to the cells of one row, bit-equal to what it says of tables: who predicts row after row fills the cells
/// and asks, and nothing is made anew. For one thread at a time; any number of these share a pipeline.
/// </summary>
/// <remarks>
/// The steps that work on neighbours, on several numbers at once or on calendars still allocate: impute_knn, normalizer, cyclic, epoch and holidays;
/// so do texts that are new to an encoding or an expression.
/// </remarks>
public sealed class RowPipeline
{
    private readonly FittedPipeline _pipeline;
    private readonly BoundBranch[] _branches;
    private readonly double[] _outputs;
    private readonly double[] _part;

    public RowPipeline(FittedPipeline pipeline)
    {
        _pipeline = pipeline;
        var cells = pipeline.Input.Fields.Select(f => Cell.New(f.Type)).ToArray();
        // Steps learn the types of their cells from an example, and of those not every one takes missing values.
        if (pipeline.Reference is { } usual)
            for (var i = 0; i < cells.Length; i++) Cell.Copy(usual.Columns[i], cells[i]);
        Row = ImmutableArray.Create(cells);
        var table = new Table(pipeline.Input, cells);
        _branches = [.. pipeline.Branches.Select(branch => new BoundBranch(branch, table))];
        _outputs = new double[pipeline.Outputs];
        _part = new double[pipeline.Outputs];
    }

    /// <summary>The cells to fill, in the order of the pipeline's input.</summary>
    public ImmutableArray<Column> Row { get; }

    /// <summary>What the row in the cells gets; valid until the next call.</summary>
    public ReadOnlySpan<double> Predict()
    {
        if (_branches is [{ Weight: 1 } only]) only.Predict(_outputs);
        else
        {
            Array.Clear(_outputs);
            foreach (var branch in _branches)
            {
                branch.Predict(_part);
                for (var i = 0; i < _part.Length; i++) _outputs[i] += branch.Weight * _part[i];
            }
        }
        _pipeline.Calibration?.Apply(_outputs, _outputs.Length);
        return _outputs;
    }

    /// <summary>One way from the cells to a model's outputs.</summary>
    private sealed class BoundBranch
    {
        private readonly FittedBranch _branch;
        private readonly RowSteps _steps = new();
        private readonly Table _table;
        private readonly Column[] _features;
        private readonly float[] _row;

        public BoundBranch(FittedBranch branch, Table row)
        {
            _branch = branch;
            foreach (var transform in branch.Transforms)
            {
                row = transform.Bind(row, _steps);
                // The next step may want to see an example of its own.
                _steps.Run();
            }
            _table = row;
            _features = branch.Encoder.Bind(row);
            _row = new float[_features.Length];
        }

        public double Weight => _branch.Weight;

        public void Predict(double[] outputs)
        {
            _steps.Run();
            if (_branch.Model is ITableModel model)
            {
                model.Predict(_table, outputs);
                return;
            }
            _branch.Encoder.Fill(_features, _row);
            _branch.Model.Predict(_row, outputs);
        }
    }
}
