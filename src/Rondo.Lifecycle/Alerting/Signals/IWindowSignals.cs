namespace Rondo.Lifecycle.Alerting.Signals;

/// <summary>Measures what happened to a model in a window of time, as far as it is known when it is asked.</summary>
public interface IWindowSignals
{
    /// <summary>Figures by their dotted names; one that the window has no data for is left out. Called once for each model and window, one after the other.</summary>
    IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation);
}

/// <summary>A model, and a span of time by UTC: from its begin until before its end.</summary>
public sealed record SignalWindow(string Model, DateTimeOffset From, DateTimeOffset To);
