namespace Rondo.Retrain.Triggers;

/// <summary>What makes a model be trained anew.</summary>
public enum CauseKind { Schedule, Drift, Performance, NewRows, Manual, Api }

/// <summary>One reason to train a model anew. Whatever has the same key is the same reason, and is answered once.</summary>
/// <param name="Key">Of a schedule its time, of an alert its rule and window, of new rows the number that was reached.</param>
/// <param name="At">When it came about.</param>
/// <param name="Story">What happened, in a few words.</param>
public sealed record RetrainCause(CauseKind Kind, string Key, DateTimeOffset At, string Story);

/// <summary>An alert that fired.</summary>
/// <param name="Key">The rule and the window that it fired for.</param>
/// <param name="Kind">Drift or performance.</param>
/// <param name="When">The rule's condition.</param>
public sealed record FiredAlert(string Key, CauseKind Kind, DateTimeOffset At, string When);
