using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Alerting;

/// <summary>Looks at every window that has ended, once and in order, by the signals of several sources; one that fails leaves its signals out.</summary>
/// <param name="sources">When two measure the same signal, the later one counts.</param>
/// <param name="warn">Takes what went wrong without stopping the others.</param>
public sealed class AlertEvaluation(Workspace workspace, IReadOnlyList<IWindowSignals> sources, TimeProvider clock, Action<string> warn)
{
    /// <summary>So long after a window's end it is looked at: what was answered in it is written by then.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    // After a long pause the others aren't kept waiting: the rest follows at the next call.
    const int MostWindows = 100;

    readonly DeclaredSections _files = new(workspace);

    /// <returns>The rules that fired or are over.</returns>
    public IReadOnlyList<(Alert Alert, AlertChange Change)> RunDue(CancellationToken cancellation)
    {
        Declare();
        var end = clock.GetUtcNow() - Patience;
        var changes = new List<(Alert, AlertChange)>();
        var measured = new Dictionary<SignalWindow, IReadOnlyDictionary<string, double>>();
        var windows = 0;
        while (windows < MostWindows && workspace.Alerts.Due(end) is { Count: > 0 } due)
        {
            // Those of one span of time together, so that what is measured serves all of them.
            foreach (var row in due.OrderBy(r => r.SeenUs).ThenBy(r => r.WindowUs).ThenBy(r => r.Model, StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                var window = new SignalWindow(row.Model, row.Seen, row.Seen + row.Rule.Window);
                if (!measured.TryGetValue(window, out var signals)) measured[window] = signals = Measure(window, cancellation);
                if (workspace.Alerts.Advance(row, signals) is var (after, change) && change != AlertChange.None) changes.Add((after.ToAlert(), change));
                windows++;
            }
        }
        return changes;
    }

    void Declare()
    {
        var (files, hasChanged) = _files.Read();
        if (!hasChanged) return;
        var declared = new List<(string, int, DeclaredAlert)>();
        foreach (var file in files)
        {
            try
            {
                declared.AddRange(DeclaredAlert.Of(file.Spec).Select(alert => (file.Model, file.Version, alert)));
            }
            catch (RondoException e)
            {
                warn($"The alerts of {file.Model}@{file.Version} can't be read: {e.Message}");
            }
        }
        workspace.Alerts.Declare(declared);
    }

    Dictionary<string, double> Measure(SignalWindow window, CancellationToken cancellation)
    {
        var signals = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            try
            {
                foreach (var (name, value) in source.Of(window, cancellation)) signals[name] = value;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                warn($"{source.GetType().Name} could not measure {window.Model} from {window.From:u} to {window.To:u}: {e.Message}");
            }
        }
        return signals;
    }
}
