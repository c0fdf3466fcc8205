using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>Makes a <see cref="SealedTable"/> of requests.</summary>
sealed class SealedTableBuilder(LoggedSchema schema)
{
    readonly LoggedRowsBuilder _rows = new(schema);
    readonly List<string> _requests = [];
    readonly List<long> _times = [], _latencies = [], _places = [];
    readonly List<double> _thresholds = [];

    /// <param name="request">Of this schema, from a segment.</param>
    public void Add(LoggedRequest request)
    {
        for (var row = 0; row < request.Rows; row++)
        {
            _times.Add(request.Time.ToMicroseconds());
            _latencies.Add(request.Latency.Ticks / TimeSpan.TicksPerMicrosecond);
            _requests.Add(request.RequestId);
            _places.Add(row);
            _thresholds.Add(request.Predictions.Threshold);
        }
        _rows.Add(request);
    }

    /// <returns>The table, and the rows in it that tell of it.</returns>
    public (Table Table, LoggedRows Rows) Build()
    {
        var rows = _rows.Build();
        var (all, predictions) = (Enumerable.Range(0, rows.Count), rows.Predictions);
        List<(string Name, Column Column)> columns =
        [
            (SealedTable.Id, TextColumn.From([.. all.Select(rows.IdOf)])),
            (SealedTable.Time, Whole(ColumnType.TimestampUtc, [.. _times])),
            (SealedTable.EventTime, Whole(ColumnType.TimestampUtc, rows.EventTimes)),
            (SealedTable.Latency, Whole(ColumnType.Int64, [.. _latencies])),
            (SealedTable.Request, TextColumn.From(_requests)),
            (SealedTable.Unit, TextColumn.From([.. all.Select(rows.UnitOf)])),
            (SealedTable.Row, Whole(ColumnType.Int64, [.. _places])),
            (SealedTable.Threshold, new DoubleColumn([.. _thresholds])),
        ];
        DoubleColumn Output(int k) => new([.. all.Select(row => predictions.Row(row)[k])]);
        if (schema.Task == TaskKind.Regression) columns.Add((SealedTable.Prediction, Output(0)));
        else
        {
            columns.Add((SealedTable.Prediction, TextColumn.From([.. all.Select(row => schema.Classes[predictions.ClassOf(row)])])));
            columns.AddRange(schema.Classes.Select((name, k) => (SealedTable.Probability + name, (Column)Output(k))));
        }
        columns.AddRange(schema.Columns.Select(c => (SealedTable.Cell + c.Name, rows.Features[c.Name])));
        return (Table.Of(columns), rows);
    }

    static IntegerColumn Whole(ColumnType type, long[] values) => new(type, values, null);
}
