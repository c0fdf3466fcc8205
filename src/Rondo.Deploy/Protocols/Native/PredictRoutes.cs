using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;
using Rondo.Engine.Explanations;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>Rondo's own protocol: rows in, predictions with probabilities, ids, intervals and contributions out.</summary>
static class PredictRoutes
{
    // Contributions of a forest take a thousand times as long as its prediction.
    const int MostExplained = 1000;

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapPost("/models/{target}/predict", desk.Route(call => Predict(call, call.RouteValue("target"), null)));
        app.MapPost("/models/{name}/versions/{version}/predict", desk.Route(call => Predict(call, call.RouteValue("name"), call.RouteValue("version"))));
    }

    public static async ValueTask Predict(ServingCall call, string target, string? version)
    {
        var kind = MediaType.Require(call.Request, MediaKind.Json, MediaKind.JsonLines);
        var options = PredictionOptions.Of(call.Request);
        var model = await call.Find(target, version).ConfigureAwait(false);
        using var body = await call.ReadBody().ConfigureAwait(false);
        Answer(call, model, body.Bytes.Span, kind, options);
    }

    static void Answer(ServingCall call, ServedModel model, ReadOnlySpan<byte> body, MediaKind kind, PredictionOptions options)
    {
        var rows = call.NewRows(model);
        PredictionRequest.Read(body, kind, rows, ref options);
        (call.Unit, call.EventTime) = (options.Unit, options.Time);
        // Asked for what the model can't say, it isn't asked at all.
        if (options.Interval is { } wanted) HalfWidth(model, wanted);
        var predictions = Scoring.Predict(call, rows);
        var half = options.Interval is { } level ? HalfWidth(call.Model!, level) : (double?)null;
        var answer = new PredictionAnswer(call.Model!, predictions, call.Ids, half, options.Explain ? Explain(call, rows) : null) { Found = rows.Found };
        using var buffer = AnswerBuffer.Rent();
        if (kind == MediaKind.JsonLines && WantsLines(call.Request))
        {
            answer.WriteLines(buffer);
            buffer.SendTo(call.Response, MediaType.JsonLines);
            return;
        }
        answer.Write(buffer);
        buffer.SendTo(call.Response);
    }

    static double HalfWidth(ServedModel model, double level)
    {
        if (model.Pipeline.Intervals is not { } intervals)
            throw NotSupported("interval", "a regression that keeps its out-of-fold errors");
        return intervals.HalfWidth(level) ?? throw NotSupported("interval", FormattableString.Invariant($"a probability that {intervals.Residuals.Length} out-of-fold errors can promise"));
    }

    /// <summary>Contributions by column.</summary>
    public static Explanation Explain(ServingCall call, RowTable rows)
    {
        if (rows.Rows > MostExplained) throw ServingException.Invalid([new Problem(null, "explain", FormattableString.Invariant($"at most {MostExplained} rows to explain"), FormattableString.Invariant($"{rows.Rows}"))]);
        try
        {
            var (model, columns) = (call.Model!, rows.ToColumns());
            if (model != rows.Model) columns = call.Route!.MapOf(rows.Model, model)!.Apply(columns, rows.Rows);
            return model.Pipeline.Explain(new Table(model.Pipeline.Input, columns), threads: 1, call.Deadline).ByColumn();
        }
        catch (Engine.Errors.RondoException e)
        {
            throw ServingException.Invalid("not_supported", $"This model's predictions can't be explained: {e.Mistakes[0].Message}", [new Problem(null, "explain", "false", "true")]);
        }
    }

    static ServingException NotSupported(string key, string needed) =>
        ServingException.Invalid("not_supported", $"'{key}' is not supported by this model: it needs {needed.TrimEnd('.')}.", [new Problem(null, key, needed, "not supported")]);

    static bool WantsLines(HttpRequest request)
    {
        foreach (var value in request.Headers.Accept)
            if (value is not null && value.Contains("ndjson", StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
