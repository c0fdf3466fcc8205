using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// Logged requests as a table, a prediction a row: what the server knows under plain names, the rows' own columns as <c>row.NAME</c>.
/// Reading it back gives the same requests.
/// </summary>
static class SealedTable
{
    public const string Id = "prediction_id", Time = "time", EventTime = "event_time", Unit = "unit", Cell = "row.";
    public const string Latency = "latency_us", Request = "request_id", Row = "row_in_request", Threshold = "threshold", Prediction = "prediction", Probability = "probability_";

    /// <summary>What was predicted of each row.</summary>
    public static Predictions PredictionsOf(Table table, LoggedSchema schema)
    {
        var outputs = Outputs(table, schema);
        var values = new double[table.RowCount * outputs.Length];
        for (var k = 0; k < outputs.Length; k++)
            for (var row = 0; row < table.RowCount; row++) values[row * outputs.Length + k] = outputs[k].Values[row];
        // A version has one threshold.
        return new Predictions(schema.Task, schema.Classes, values) { Threshold = table.RowCount == 0 ? 0.5 : ((DoubleColumn)table[Threshold]).Values[0] };
    }

    /// <summary>The rows' own columns, under their names.</summary>
    public static Table CellsOf(Table table, LoggedSchema schema) => Table.Of(schema.Columns.Select(c => (c.Name, table[Cell + c.Name])));

    static DoubleColumn[] Outputs(Table table, LoggedSchema schema) => schema.Task == TaskKind.Regression
        ? [(DoubleColumn)table[Prediction]]
        : [.. schema.Classes.Select(c => (DoubleColumn)table[Probability + c])];

    public static IEnumerable<LoggedRequest> Requests(Table table, LoggedSchema schema)
    {
        var (ids, requests, units) = (Text(table, Id), Text(table, Request), Text(table, Unit));
        var (times, eventTimes, latencies, places) = (Whole(table, Time), Whole(table, EventTime), Whole(table, Latency), Whole(table, Row));
        var threshold = (DoubleColumn)table[Threshold];
        var outputs = Outputs(table, schema);
        Column[] cells = [.. schema.Columns.Select(c => table[Cell + c.Name])];
        for (var first = 0; first < table.RowCount;)
        {
            var end = first + 1;
            while (end < table.RowCount && places.Values[end] > 0) end++;
            double[] values = [.. Enumerable.Range(first, end - first).SelectMany(row => outputs.Select(o => o.Values[row]))];
            yield return new LoggedRequest(
                schema, IdsOf(ids[first]!), At(times, first), TimeSpan.FromTicks(latencies.Values[first] * TimeSpan.TicksPerMicrosecond),
                requests[first] ?? "", units[first], new LoggedCells(cells, first, end - first), new Predictions(schema.Task, schema.Classes, values) { Threshold = threshold.Values[first] })
            {
                EventTime = At(eventTimes, first),
            };
            first = end;
        }
    }

    /// <exception cref="RondoException">It is no id of a prediction.</exception>
    public static PredictionIds IdsOf(string id) => PredictionIds.Parse(id)
        ?? throw new RondoException("log_damaged", $"A sealed file of the prediction log has '{VisibleText.Of(id)}' where the id of a prediction belongs.", "Restore the file, or move it away: the rest of the log is read without it.");

    static TextColumn Text(Table table, string name) => (TextColumn)table[name];

    static IntegerColumn Whole(Table table, string name) => (IntegerColumn)table[name];

    static DateTimeOffset At(IntegerColumn times, int row) => DateTimeOffset.UnixEpoch.AddTicks(times.Values[row] * TimeSpan.TicksPerMicrosecond);
}
