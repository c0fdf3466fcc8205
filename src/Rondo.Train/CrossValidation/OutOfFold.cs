using Rondo.Engine.Metrics;

namespace Rondo.Train.CrossValidation;

/// <summary>Predictions for rows that the model had not seen: the mean over repeats; rows that no fold validates (the first ones in time order) have none.</summary>
public sealed class OutOfFold(int rows)
{
    private readonly int[] _times = new int[rows];
    private double[] _sums = [];
    private int _outputs;

    /// <summary>Predictions that are known already.</summary>
    /// <param name="rows">All rows, those without a prediction among them.</param>
    /// <param name="predicted">The rows that have one, in order.</param>
    /// <param name="values">Row by row. Shape: predicted x outputs.</param>
    public static OutOfFold Of(int rows, int[] predicted, double[] values)
    {
        var known = new OutOfFold(rows) { _outputs = predicted.Length == 0 ? 1 : values.Length / predicted.Length };
        known._sums = new double[checked(rows * known._outputs)];
        for (var i = 0; i < predicted.Length; i++)
        {
            known._times[predicted[i]] = 1;
            values.AsSpan(i * known._outputs, known._outputs).CopyTo(known._sums.AsSpan(predicted[i] * known._outputs));
        }
        return known;
    }

    /// <summary>The rows that have a prediction, in order.</summary>
    public int[] Rows => [.. Enumerable.Range(0, _times.Length).Where(row => _times[row] > 0)];

    /// <summary>Predictions of <see cref="Rows"/>, row by row. Shape: Rows x outputs.</summary>
    public double[] Values() => Values(Rows);

    /// <summary>Predictions of these rows, all of which have one, row by row. Shape: rows x outputs.</summary>
    public double[] Values(int[] rows)
    {
        var values = new double[rows.Length * _outputs];
        for (var i = 0; i < rows.Length; i++)
            for (var k = 0; k < _outputs; k++) values[i * _outputs + k] = _sums[rows[i] * _outputs + k] / _times[rows[i]];
        return values;
    }

    public void Add(int[] validation, Scored scored)
    {
        if (_sums.Length == 0)
        {
            _outputs = scored.Outputs;
            _sums = new double[checked(_times.Length * _outputs)];
        }
        for (var i = 0; i < validation.Length; i++)
        {
            var row = validation[i];
            _times[row]++;
            for (var k = 0; k < _outputs; k++) _sums[row * _outputs + k] += scored.Predictions[i * _outputs + k];
        }
    }
}
