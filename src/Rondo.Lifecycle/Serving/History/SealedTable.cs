using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// Logged requests as a table, a prediction a row: what the server knows under plain names, the rows' own columns as <c>row.NAME</c>.
/// Reading it back gives the same requests.
/// </summary>
static class SealedTable
{
    const string Id = "prediction_id", Time = "time", EventTime = "event_time", Latency = "latency_us", Request = "request_id", Unit = "unit", Row = "row_in_request",
        Threshold = "threshold", Prediction = "prediction", Probability = "probability_", Cell = "row.";

    /// <param name="requests">All of one schema, and at least one.</param>
    public static Table Of(IReadOnlyList<LoggedRequest> requests)
    {
        var schema = requests[0].Schema;
        (LoggedRequest Request, int Row)[] rows = [.. requests.SelectMany(r => Enumerable.Range(0, r.Rows).Select(row => (r, row)))];
        List<(string Name, Column Column)> columns =
        [
            (Id, TextColumn.From([.. rows.Select(r => r.Request.IdOf(r.Row))])),
            (Time, Times(rows, r => r.Time)),
            (EventTime, Times(rows, r => r.EventTime)),
            (Latency, Whole(ColumnType.Int64, rows, r => r.Request.Latency.Ticks / TimeSpan.TicksPerMicrosecond)),
            (Request, TextColumn.From([.. rows.Select(r => r.Request.RequestId)])),
            (Unit, TextColumn.From([.. rows.Select(r => r.Request.Unit)])),
            (Row, Whole(ColumnType.Int64, rows, r => r.Row)),
            (Threshold, new DoubleColumn([.. rows.Select(r => r.Request.Predictions.Threshold)])),
        ];
        if (schema.Task == TaskKind.Regression) columns.Add((Prediction, new DoubleColumn([.. rows.Select(r => r.Request.Predictions.Row(r.Row)[0])])));
        else
        {
            columns.Add((Prediction, TextColumn.From([.. rows.Select(r => r.Request.Said(r.Row))])));
            for (var k = 0; k < schema.Classes.Length; k++)
            {
                var output = k;
                columns.Add((Probability + schema.Classes[k], new DoubleColumn([.. rows.Select(r => r.Request.Predictions.Row(r.Row)[output])])));
            }
        }
        for (var i = 0; i < schema.Columns.Length; i++) columns.Add((Cell + schema.Columns[i].Name, Cells(requests, i, schema.Columns[i].Type, rows.Length)));
        return Table.Of(columns);
    }

    public static IEnumerable<LoggedRequest> Requests(Table table, LoggedSchema schema)
    {
        var (ids, requests, units) = (Text(table, Id), Text(table, Request), Text(table, Unit));
        var (times, eventTimes, latencies, places) = (Whole(table, Time), Whole(table, EventTime), Whole(table, Latency), Whole(table, Row));
        var threshold = (DoubleColumn)table[Threshold];
        DoubleColumn[] outputs = schema.Task == TaskKind.Regression
            ? [(DoubleColumn)table[Prediction]]
            : [.. schema.Classes.Select(c => (DoubleColumn)table[Probability + c])];
        Column[] cells = [.. schema.Columns.Select(c => table[Cell + c.Name])];
        for (var first = 0; first < table.RowCount;)
        {
            var end = first + 1;
            while (end < table.RowCount && places.Values[end] > 0) end++;
            int[] rows = [.. Enumerable.Range(first, end - first)];
            double[] values = [.. rows.SelectMany(row => outputs.Select(o => o.Values[row]))];
            yield return new LoggedRequest(
                schema, PredictionIds.Parse(ids[first]!)!.Value, At(times, first), TimeSpan.FromTicks(latencies.Values[first] * TimeSpan.TicksPerMicrosecond),
                requests[first] ?? "", units[first], [.. cells.Select(c => c.Take(rows))], new Predictions(schema.Task, schema.Classes, values) { Threshold = threshold.Values[first] })
            {
                EventTime = At(eventTimes, first),
            };
            first = end;
        }
    }

    static Column Cells(IReadOnlyList<LoggedRequest> requests, int index, ColumnType type, int rows)
    {
        var parts = requests.Select(r => r.Columns[index]);
        if (type == ColumnType.Double) return new DoubleColumn([.. parts.SelectMany(p => ((DoubleColumn)p).Values)]);
        if (type == ColumnType.Text) return TextColumn.From([.. parts.SelectMany(p => Enumerable.Range(0, p.Length).Select(row => ((TextColumn)p)[row]))]);
        var (values, missing) = (new long[rows], new bool[rows]);
        var at = 0;
        foreach (var part in parts)
            for (var row = 0; row < part.Length; row++, at++) (values[at], missing[at]) = (((IntegerColumn)part).Values[row], part.IsMissing(row));
        return new IntegerColumn(type, values, missing);
    }

    static IntegerColumn Times((LoggedRequest Request, int Row)[] rows, Func<LoggedRequest, DateTimeOffset> time) =>
        Whole(ColumnType.TimestampUtc, rows, r => (time(r.Request) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    static IntegerColumn Whole(ColumnType type, (LoggedRequest Request, int Row)[] rows, Func<(LoggedRequest Request, int Row), long> value) => new(type, [.. rows.Select(value)], null);

    static TextColumn Text(Table table, string name) => (TextColumn)table[name];

    static IntegerColumn Whole(Table table, string name) => (IntegerColumn)table[name];

    static DateTimeOffset At(IntegerColumn times, int row) => DateTimeOffset.UnixEpoch.AddTicks(times.Values[row] * TimeSpan.TicksPerMicrosecond);
}
