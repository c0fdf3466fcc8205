using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Rondo.Server.Telemetry;

/// <summary>Says in the log that telemetry does not arrive: once, and again only when it arrived in between.</summary>
/// <param name="quiet">As long as nothing failed, what was said is over.</param>
sealed partial class CollectorTrouble(ILogger log, TimeProvider clock, TimeSpan quiet) : EventListener
{
    const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    const int MostText = 300;

    readonly Lock _gate = new();
    DateTimeOffset _last = DateTimeOffset.MinValue;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != Exporter) return;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var isKnown = now - _last < quiet;
            _last = now;
            if (isKnown) return;
        }
        NotDelivered(Reason(eventData));
    }

    static string Reason(EventWrittenEventArgs e)
    {
        var text = string.Format(CultureInfo.InvariantCulture, e.Message ?? e.EventName ?? "", [.. e.Payload ?? (IEnumerable<object?>)[]]);
        // An exception's first line says it; the rest is where in the exporter it was thrown.
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        if (end >= 0) text = text[..end];
        return text.Length <= MostText ? text : text[..MostText] + "...";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Metrics or traces do not arrive at their collector; serving goes on, and sending is tried again. {Reason}")]
    partial void NotDelivered(string reason);
}
