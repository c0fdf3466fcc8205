using System.Collections.Immutable;
using System.Globalization;
using Rondo.Deploy.Host.Routing;
using Rondo.Experiment.AbTests;

namespace Rondo.Lifecycle.Experiments;

/// <summary>Holds what a host saw of a test's arms against the guardrails, window by window; an arm that fails again and again breaks its guardrail at once.</summary>
public sealed class HealthWindows
{
    // So few requests tell nothing of a share or a quantile.
    const int LeastFailures = 5, LeastRequests = 20, LeastTimes = 100;

    readonly Dictionary<string, (DateTimeOffset Since, ImmutableDictionary<string, ArmHealth> Begin)> _windows = new(StringComparer.Ordinal);

    /// <param name="health">What the host saw since it began.</param>
    /// <returns>What gave way: the arm, and what was seen against what is allowed.</returns>
    public IReadOnlyList<(string Arm, string What)> Look(AbTest test, IReadOnlyList<ArmHealth> health, DateTimeOffset now)
    {
        var all = health.ToImmutableDictionary(h => h.Arm, StringComparer.Ordinal);
        // Counts of an arm begin with its test.
        if (!_windows.TryGetValue(test.Id, out var window)) _windows[test.Id] = window = (now, ImmutableDictionary<string, ArmHealth>.Empty);
        var isOver = now - window.Since >= test.Rules.Window;
        var breaches = new List<(string, string)>();
        foreach (var arm in test.Treatments)
        {
            if (!all.TryGetValue(arm, out var seen)) continue;
            var added = seen.Since(window.Begin.GetValueOrDefault(arm));
            foreach (var guardrail in test.Rules.Guardrails.Where(g => g.IsOfHost))
                if (Breach(guardrail, added, all.GetValueOrDefault(AbTest.ControlArm)?.Since(window.Begin.GetValueOrDefault(AbTest.ControlArm)), isOver, test.Rules.Window) is { } what) breaches.Add((arm, what));
        }
        if (isOver) _windows[test.Id] = (now, all);
        return breaches;
    }

    /// <summary>Forgets tests that are over.</summary>
    public void Keep(IEnumerable<string> running)
    {
        foreach (var gone in _windows.Keys.Except(running).ToArray()) _windows.Remove(gone);
    }

    static string? Breach(Guardrail guardrail, ArmHealth arm, ArmHealth? control, bool isOver, TimeSpan window)
    {
        if (guardrail.Metric == Guardrail.ErrorRate)
        {
            if (arm.IsClosed) return $"it failed again and again ({string.Join(", ", arm.Failures.Keys)}), and was asked no more";
            if (arm.Requests == 0 || (arm.Failed < LeastFailures && !(isOver && arm.Requests >= LeastRequests))) return null;
            var rate = (double)arm.Failed / arm.Requests;
            var kinds = string.Join(", ", arm.Failures.OrderByDescending(f => f.Value).Select(f => f.Key));
            return rate > guardrail.Bound ? string.Create(CultureInfo.InvariantCulture, $"its error_rate was {rate:0.#%} ({kinds}; {arm.Failed:N0} of {arm.Requests:N0} requests in {Within(window)}), and at most {guardrail.Bound:0.##%} is allowed") : null;
        }
        if (!isOver || arm.Requests < LeastTimes || arm.P99 is not { } p99) return null;
        if (!guardrail.IsRelative) return p99 * 1000 > guardrail.Bound ? string.Create(CultureInfo.InvariantCulture, $"its latency_p99_ms was {p99 * 1000:0.##} in {Within(window)}, and at most {guardrail.Bound:0.##} is allowed") : null;
        if (control is not { Requests: >= LeastTimes, P99: { } usual }) return null;
        return p99 > usual * (1 + guardrail.Bound) ? string.Create(CultureInfo.InvariantCulture, $"its latency_p99_ms was {p99 * 1000:0.##} against the control's {usual * 1000:0.##} in {Within(window)}, and at most {guardrail.Bound:+0.#%} is allowed") : null;
    }

    static string Within(TimeSpan window) => window.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalMinutes:0.#} minutes") : string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds:0.#} seconds");
}
