using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.Host;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>The part of a request's trace that is a model's: from finding it to its answer. There is none unless somebody listens.</summary>
public static class PredictionSpan
{
    /// <summary>The source to listen to.</summary>
    public const string Source = "Rondo.Predictions";

    static readonly ActivitySource s_source = new(Source);

    internal static Activity? Begin(ServedModel model)
    {
        if (!s_source.HasListeners() || s_source.StartActivity($"predict {model.Name}") is not { } span) return null;
        return span.SetTag("rondo.model.name", model.Name).SetTag("rondo.model.version", model.Version);
    }

    /// <summary>What went wrong, by its code.</summary>
    internal static void Fail(Activity span, string code) => span.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error, code);

    internal static void End(Activity span, int rows, int status)
    {
        span.SetTag("rondo.rows", rows);
        if (status >= StatusCodes.Status400BadRequest && span.Status == ActivityStatusCode.Unset) Fail(span, status.ToString(CultureInfo.InvariantCulture));
        span.Dispose();
    }
}
