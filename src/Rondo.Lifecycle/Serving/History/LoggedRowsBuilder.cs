using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// Makes columns of requests one by one, so that none has to be kept: what a busy server logs in a minute would be many small objects,
/// and each collection of garbage would stop those who answer until it had looked at all of them.
/// </summary>
sealed class LoggedRowsBuilder(LoggedSchema schema)
{
    readonly List<PredictionIds> _ids = [];
    readonly List<string?> _units = [];
    readonly List<long> _eventTimes = [];
    readonly List<double> _values = [];
    readonly LoggedColumns _cells = new(schema);
    // A version has one threshold.
    double _threshold = 0.5;

    public int Count => _ids.Count;

    /// <param name="request">Of this schema, from a segment.</param>
    public void Add(LoggedRequest request)
    {
        if (Count == 0) _threshold = request.Predictions.Threshold;
        var time = Store.StoreClock.ToMicroseconds(request.EventTime);
        for (var row = 0; row < request.Rows; row++)
        {
            _ids.Add(request.FirstId.From(row));
            _units.Add(request.Unit);
            _eventTimes.Add(time);
        }
        _values.AddRange(request.Predictions.Values);
        _cells.Add(request.Cells);
    }

    public LoggedRows Build() => new(
        schema, [.. _ids], TextColumn.From(_units), [.. _eventTimes], Table.Of(schema.Columns.Zip(_cells.Build(), (c, cells) => (c.Name, cells))),
        new Predictions(schema.Task, schema.Classes, [.. _values]) { Threshold = _threshold });
}
