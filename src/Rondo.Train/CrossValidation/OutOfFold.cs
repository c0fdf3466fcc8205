using Rondo.Engine.Recipes;

namespace Rondo.Train.CrossValidation;

/// <summary>Predictions for rows that the model had not seen: the mean over repeats; rows that no fold validates (the first ones in time order) have none.</summary>
public sealed class OutOfFold(int rows)
{
    private readonly int[] _times = new int[rows];
    private double[] _sums = [];
    private int _outputs;

    /// <summary>The rows that have a prediction, in order.</summary>
    public int[] Rows => [.. Enumerable.Range(0, _times.Length).Where(row => _times[row] > 0)];

    /// <summary>Predictions of <see cref="Rows"/>, row by row. Shape: Rows x outputs.</summary>
    public double[] Values()
    {
        var predicted = Rows;
        var values = new double[predicted.Length * _outputs];
        for (var i = 0; i < predicted.Length; i++)
            for (var k = 0; k < _outputs; k++) values[i * _outputs + k] = _sums[predicted[i] * _outputs + k] / _times[predicted[i]];
        return values;
    }

    public void Add(int[] validation, Predictions predictions)
    {
        if (_sums.Length == 0)
        {
            _outputs = predictions.Outputs;
            _sums = new double[checked(_times.Length * _outputs)];
        }
        for (var i = 0; i < validation.Length; i++)
        {
            var row = validation[i];
            _times[row]++;
            for (var k = 0; k < _outputs; k++) _sums[row * _outputs + k] += predictions.Values[i * _outputs + k];
        }
    }
}
