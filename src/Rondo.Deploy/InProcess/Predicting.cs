using System.Diagnostics;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.InProcess;

/// <summary>From rows to predictions within a program; what is wrong is said as over HTTP.</summary>
static class Predicting
{
    public static Prediction One<TReader, TRow>(LiveVersion<TReader> live, TRow row, Action<TReader, TRow, RowTable> read, PredictionRecorder? log)
    {
        var start = Stopwatch.GetTimestamp();
        var pooled = live.Rows.Rent(mostRows: 1);
        try
        {
            read(live.Reader, row, pooled.Rows);
            var outputs = pooled.Predict();
            var ids = RequestIdentity.Reserve(1);
            if (log is not null) Keep(log, live.Model, ids, pooled.Pipeline.Row.AsSpan(), live.Model.PredictionsOf(outputs.ToArray()), start);
            return new Prediction(live.Model.Pipeline, outputs, live.Model.Version, new UInt128(ids.High, ids.Low));
        }
        catch (ServingException e)
        {
            throw Explain(e, isOne: true);
        }
        finally
        {
            live.Rows.Return(pooled);
        }
    }

    public static void Many<TReader, TRow>(LiveVersion<TReader> live, ReadOnlySpan<TRow> rows, Span<Prediction> predictions, Action<TReader, TRow, RowTable> read, PredictionRecorder? log)
    {
        if (predictions.Length != rows.Length)
            throw new ArgumentException(FormattableString.Invariant($"{rows.Length} records do not fit {predictions.Length} places for predictions."), nameof(predictions));
        if (rows.IsEmpty) return;
        var start = Stopwatch.GetTimestamp();
        try
        {
            var table = new RowTable(live.Model, rows.Length, rows.Length);
            foreach (var row in rows) read(live.Reader, row, table);
            var columns = table.ToColumns();
            var all = live.Model.Predict(columns);
            Scoring.RequireFinite(all.Values, all.Outputs);
            var ids = RequestIdentity.Reserve(rows.Length);
            if (log is not null) Keep(log, live.Model, ids, columns, all, start);
            for (var i = 0; i < rows.Length; i++)
                predictions[i] = new Prediction(live.Model.Pipeline, all.Row(i), live.Model.Version, new UInt128(ids.High, ids.Low + (ulong)i));
        }
        catch (ServingException e)
        {
            throw Explain(e, isOne: false);
        }
    }

    static void Keep(PredictionRecorder log, ServedModel model, PredictionIds ids, ReadOnlySpan<Column> columns, Predictions predictions, long start)
    {
        var kept = log.Add(model, ids, columns, predictions, start, ids.At(0), unit: null);
        if (!kept.IsCompletedSuccessfully) kept.GetAwaiter().GetResult();
    }

    static RondoException Explain(ServingException e, bool isOne) =>
        e.Problems.Count == 0 ? new RondoException(e.Code, e.Message)
        : new RondoException(e.Problems.Select(p => new Mistake(e.Code, Sentence(p, isOne)) { Field = p.Column, Row = isOne ? null : p.Row + 1 }));

    static string Sentence(Problem problem, bool isOne)
    {
        var row = isOne || problem.Row is not { } index ? "" : FormattableString.Invariant($"Record {index}: ");
        var column = problem.Column is null ? "the row" : $"column '{problem.Column}'";
        var place = row + column;
        return $"{char.ToUpperInvariant(place[0])}{place[1..]}: expected {problem.Expected}, got {problem.Got}.";
    }
}
