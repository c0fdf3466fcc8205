using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// Makes a <see cref="SealedTable"/> of requests one by one, so that none has to be kept: what a busy server logs in a minute is many small objects,
/// and each collection of garbage would stop those who answer until it had looked at all of them.
/// </summary>
sealed class SealedTableBuilder(LoggedSchema schema)
{
    readonly List<string> _ids = [], _requests = [], _said = [];
    readonly List<string?> _units = [];
    readonly List<long> _times = [], _eventTimes = [], _latencies = [], _places = [];
    readonly List<double> _thresholds = [];
    readonly List<double>[] _outputs = [.. Enumerable.Range(0, schema.Task == TaskKind.Regression ? 1 : schema.Classes.Length).Select(_ => new List<double>())];
    readonly LoggedColumns _cells = new(schema);

    public LoggedSchema Schema => schema;

    /// <summary>The span of events; the builder has rows.</summary>
    public (long First, long Last) Events => (_eventTimes.Min(), _eventTimes.Max());

    /// <summary>The first and the last id in the order of their letters.</summary>
    public (string First, string Last) Ids => (_ids.Min(StringComparer.Ordinal)!, _ids.Max(StringComparer.Ordinal)!);

    public int Rows => _ids.Count;

    /// <param name="request">Of this schema, from a segment.</param>
    public void Add(LoggedRequest request)
    {
        for (var row = 0; row < request.Rows; row++)
        {
            _ids.Add(request.IdOf(row));
            _times.Add(request.Time.ToMicroseconds());
            _eventTimes.Add(request.EventTime.ToMicroseconds());
            _latencies.Add(request.Latency.Ticks / TimeSpan.TicksPerMicrosecond);
            _requests.Add(request.RequestId);
            _units.Add(request.Unit);
            _places.Add(row);
            _thresholds.Add(request.Predictions.Threshold);
            if (schema.Task != TaskKind.Regression) _said.Add(request.Said(row));
            var values = request.Predictions.Row(row);
            for (var k = 0; k < _outputs.Length; k++) _outputs[k].Add(values[k]);
        }
        _cells.Add(request.Cells);
    }

    public Table Build()
    {
        List<(string Name, Column Column)> columns =
        [
            (SealedTable.Id, TextColumn.From(_ids)),
            (SealedTable.Time, Whole(ColumnType.TimestampUtc, _times)),
            (SealedTable.EventTime, Whole(ColumnType.TimestampUtc, _eventTimes)),
            (SealedTable.Latency, Whole(ColumnType.Int64, _latencies)),
            (SealedTable.Request, TextColumn.From(_requests)),
            (SealedTable.Unit, TextColumn.From(_units)),
            (SealedTable.Row, Whole(ColumnType.Int64, _places)),
            (SealedTable.Threshold, new DoubleColumn([.. _thresholds])),
        ];
        if (schema.Task == TaskKind.Regression) columns.Add((SealedTable.Prediction, new DoubleColumn([.. _outputs[0]])));
        else
        {
            columns.Add((SealedTable.Prediction, TextColumn.From(_said)));
            columns.AddRange(schema.Classes.Zip(_outputs, (name, values) => (SealedTable.Probability + name, (Column)new DoubleColumn([.. values]))));
        }
        columns.AddRange(schema.Columns.Zip(_cells.Build(), (column, cells) => (SealedTable.Cell + column.Name, cells)));
        return Table.Of(columns);
    }

    static IntegerColumn Whole(ColumnType type, List<long> values) => new(type, [.. values], null);
}
