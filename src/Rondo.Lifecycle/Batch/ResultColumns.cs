using System.Globalization;
using Rondo.Deploy.Batch;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;

namespace Rondo.Lifecycle.Batch;

/// <summary>The columns of a result: keys, <c>prediction</c>, <c>probability_CLASS</c> or an interval. The same for every piece of a job.</summary>
sealed class ResultColumns
{
    private readonly FittedPipeline _pipeline;
    private readonly string[] _keys;
    private readonly double? _halfWidth;

    /// <param name="model">Whose predictions these are.</param>
    /// <param name="rows">Some rows of the data.</param>
    /// <param name="interval">The probability with which the truth lies within the interval; null: none is written.</param>
    /// <exception cref="RondoException">The model gives no such interval, or a key has the name of a column of the result.</exception>
    public ResultColumns(LoadedModel model, Table rows, double? interval)
    {
        (_pipeline, _halfWidth) = (model.Pipeline, HalfWidth(model, interval));
        _keys = [.. model.KeyColumns.Where(rows.Schema.Contains)];
        var own = OwnNames().Append(PredictedRows.IdColumn).ToArray();
        if (_keys.Intersect(own, StringComparer.Ordinal).FirstOrDefault() is { } taken)
            throw new RondoException(new Mistake("ambiguous_column", $"The key column '{taken}' has the name of a column of the result.") { Field = taken, Hint = "Rename it in the data." });
        Schema = PredictedRows.SchemaOf(Of(rows.Take([]), new Predictions(_pipeline.Task, _pipeline.Classes, [])).Schema);
        Form = $"{string.Join(", ", Schema.Fields.Select(f => $"{f.Name} {f.Type.Word}"))}{(interval is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; interval {interval}"))}";
    }

    public IReadOnlyList<string> Keys => _keys;

    /// <summary>With the ids.</summary>
    public Schema Schema { get; }

    /// <summary>What decides the result beside the model and the rows.</summary>
    public string Form { get; }

    public Table Of(Table rows, Predictions predictions)
    {
        var columns = _keys.Select(key => (key, rows[key])).ToList();
        if (predictions.Task == TaskKind.Regression)
        {
            columns.Add(("prediction", new DoubleColumn(predictions.Values)));
            if (_halfWidth is not { } half) return Table.Of(columns);
            columns.Add(("lower", new DoubleColumn(Array.ConvertAll(predictions.Values, value => value - half))));
            columns.Add(("upper", new DoubleColumn(Array.ConvertAll(predictions.Values, value => value + half))));
            return Table.Of(columns);
        }
        var labels = new int[rows.RowCount];
        // A row that a model of elsewhere has no answer to gets no class.
        for (var row = 0; row < labels.Length; row++) labels[row] = predictions.Row(row).Contains(double.NaN) ? -1 : predictions.ClassOf(row);
        columns.Add(("prediction", new TextColumn(labels, [.. predictions.Classes])));
        for (var k = 0; k < (predictions.Task.HasClasses ? predictions.Outputs : 0); k++)
        {
            var probabilities = new double[labels.Length];
            for (var row = 0; row < labels.Length; row++) probabilities[row] = predictions.Values[(row * predictions.Outputs) + k];
            columns.Add(($"probability_{predictions.Classes[k]}", new DoubleColumn(probabilities)));
        }
        return Table.Of(columns);
    }

    IEnumerable<string> OwnNames() => _pipeline.Task == TaskKind.Regression
        ? ["prediction", .. _halfWidth is null ? (string[])[] : ["lower", "upper"]]
        : ["prediction", .. _pipeline.Task.HasClasses ? _pipeline.Classes.Select(c => $"probability_{c}") : []];

    static double? HalfWidth(LoadedModel model, double? level)
    {
        if (level is not { } wanted) return null;
        if (wanted is not (> 0 and < 1)) throw new RondoException(new Mistake("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'--interval' is {wanted}; expected a probability above 0 and below 1.")));
        if (model.Pipeline.Intervals is not { } intervals)
            throw new RondoException("no_intervals", $"{model.Version} gives no intervals: they go with a regression, and with models trained by a version that knows them.", "Leave `--interval` out, or train the model again.");
        return intervals.HalfWidth(wanted)
            ?? throw new RondoException("no_intervals", string.Create(CultureInfo.InvariantCulture, $"{intervals.Residuals.Length} out-of-fold errors are too few for a probability of {wanted}."), "Ask for less.");
    }
}
