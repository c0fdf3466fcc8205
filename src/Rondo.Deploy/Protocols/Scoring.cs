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
    public static Predictions Predict(ServingCall call, RowTable rows)
    {
        var columns = rows.ToColumns();
        var predictions = rows.Model.Predict(columns, rows.Rows <= FewRows ? CancellationToken.None : call.Deadline);
        RequireFinite(predictions);
        call.Keep(rows.Model, columns, predictions);
        return predictions;
    }

    static void RequireFinite(Predictions predictions)
    {
        var values = predictions.Values;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i])) continue;
            throw ServingException.Invalid("no_prediction", "The model gives no finite number for a row.",
                [new Problem(i / predictions.Outputs, null, "values that the model has a finite answer to", "values that give none")]);
        }
    }
}
