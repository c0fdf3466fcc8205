namespace Rondo.Observe.Alerts;

/// <summary>What conditions can speak of: figures of a window, by dotted names.</summary>
public static class SignalNames
{
    /// <summary>Figures of the predictions that were answered.</summary>
    public static IReadOnlyList<string> OfServing { get; } = ["requests", "rows", "errors", "error_rate", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms"];

    /// <summary>What names begin with that belong to drift, to performance and its estimate, and to labels.</summary>
    public static IReadOnlyList<string> Families { get; } = ["drift", "performance", "estimate", "labels"];

    /// <summary>Those of the families that a metric's name follows.</summary>
    public static IReadOnlyList<string> OfMetrics { get; } = ["performance", "estimate"];

    internal static bool IsName(string text) =>
        char.IsAsciiLetter(text[0]) && text.AsSpan().IndexOfAnyExcept(s_inNames) < 0 && text is not ("and" or "or");

    /// <summary>The signal's value, a metric's bare name standing for its performance; null when the window has none, or none that is a number.</summary>
    internal static double? ValueOf(IReadOnlyDictionary<string, double> signals, string name)
    {
        if (!signals.TryGetValue(name, out var value) && !signals.TryGetValue($"performance.{name}", out value)) return null;
        return double.IsNaN(value) ? null : value;
    }

    static readonly System.Buffers.SearchValues<char> s_inNames = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
}
