using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols;

/// <summary>From rows to predictions that can be said in JSON.</summary>
static class Scoring
{
    // Fewer rows than this are done before a timer could ring.
    const int FewRows = 256;

    /// <exception cref="ServingException">The rows have problems, or the model gives no number for one.</exception>
    public static Predictions Predict(ServingCall call, RowTable rows) => call.Route is { } route ? RoutedScoring.Predict(call, rows, route) : Plain(call, rows);

    /// <summary>By the version that the rows were read for.</summary>
    public static Predictions Plain(ServingCall call, RowTable rows)
    {
        if (call.Single(rows) is { } row)
        {
            var only = rows.Model.PredictionsOf(row.Predict().ToArray());
            call.Keep(rows.Model, row.Pipeline.Row.AsSpan(), only);
            return only;
        }
        var columns = rows.ToColumns();
        var predictions = rows.Model.Predict(columns, rows.Rows <= FewRows ? CancellationToken.None : call.Deadline);
        RequireFinite(predictions.Values, predictions.Outputs);
        call.Keep(rows.Model, columns, predictions);
        return predictions;
    }

    /// <exception cref="ServingException">The model gives no number for a row.</exception>
    public static void RequireFinite(ReadOnlySpan<double> values, int outputs)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i])) continue;
            throw ServingException.Invalid("no_prediction", "The model gives no finite number for a row.",
                [new Problem(i / outputs, null, "values that the model has a finite answer to", "values that give none")]);
        }
    }
}
