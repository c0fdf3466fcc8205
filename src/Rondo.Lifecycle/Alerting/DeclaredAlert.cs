using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Spec;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Alerting;

/// <summary>A rule of a model's file, and who is told.</summary>
public sealed record DeclaredAlert(AlertRule Rule, ImmutableArray<AlertTarget> Targets)
{
    /// <summary>How much is looked at at once, unless the file says it.</summary>
    public static TimeSpan UsualWindow { get; } = TimeSpan.FromDays(1);

    /// <summary>What is watched of a model whose file says nothing of alerts; <c>alerts: []</c> watches nothing.</summary>
    static readonly string[] s_usual = ["drift.share > 0", "error_rate > 0.05"];

    /// <summary>The rules under <c>observe.alerts</c>, or the usual ones.</summary>
    /// <param name="spec">The resolved file as it stands in the package; it was checked when it was read.</param>
    public static ImmutableArray<DeclaredAlert> Of(JsonElement spec)
    {
        var observe = Member(spec, "observe");
        var window = Text(Member(observe, "drift"), "window") is { } text ? SpecValues.Span(text) ?? UsualWindow : UsualWindow;
        ImmutableArray<DeclaredAlert> declared = Member(observe, "alerts") is { ValueKind: JsonValueKind.Array } rules
            ? [.. rules.EnumerateArray().Select(rule => Of(rule, window))]
            : [.. s_usual.Select(when => Plain(when, window))];
        return [.. declared, .. ForRetrain(spec, declared, window)];
    }

    // What a retrain is to be started by must be watched, whatever else is.
    static IEnumerable<DeclaredAlert> ForRetrain(JsonElement spec, ImmutableArray<DeclaredAlert> declared, TimeSpan window)
    {
        var (rules, watch) = (new DeclaredRetrain(spec).Rules, new WatchRules(spec));
        var about = declared.Select(a => RetrainEvents.About(a.Rule.When)).ToArray();
        if (rules.OnDrift && !about.Any(a => a.Drift)) yield return Plain("drift.share > 0", window);
        if (rules.OnPerformance && !about.Any(a => a.Performance) && watch is { Metric: { } metric, Bound: { } bound } && MetricSet.Find(metric) is { } known)
            yield return Plain(string.Create(CultureInfo.InvariantCulture, $"performance.{metric} {(known.HigherIsBetter ? '<' : '>')} {bound}"), watch.PerformanceWindow);
    }

    static DeclaredAlert Plain(string when, TimeSpan window) => new(new AlertRule(AlertCondition.Parse(when), 1, window, AlertSeverity.Warning), [AlertTarget.Log]);

    static DeclaredAlert Of(JsonElement rule, TimeSpan window) => new(
        new AlertRule(
            AlertCondition.Parse(Text(rule, "when")!),
            Member(rule, "for") is { ValueKind: JsonValueKind.Number } number ? (int)number.GetDouble() : 1,
            Text(rule, "window") is { } own ? SpecValues.Span(own) ?? window : window,
            Enum.TryParse<AlertSeverity>(Text(rule, "severity"), ignoreCase: true, out var severity) ? severity : AlertSeverity.Warning),
        TargetsOf(Member(rule, "notify")));

    static ImmutableArray<AlertTarget> TargetsOf(JsonElement? notify)
    {
        var targets = ImmutableArray.CreateBuilder<AlertTarget>();
        var secret = Text(notify, "secret");
        targets.AddRange(Texts(notify, "webhook").Select(url => new AlertTarget(WebhookChannel.Name, [url]) { Secret = secret }));
        targets.AddRange(Texts(notify, "email").Select(address => new AlertTarget(EmailChannel.Name, [address])));
        if (Texts(notify, "command") is { Length: > 0 } command) targets.Add(new AlertTarget(CommandChannel.Name, command));
        if (targets.Count == 0 || Member(notify, "log") is { ValueKind: JsonValueKind.True }) targets.Add(AlertTarget.Log);
        return targets.ToImmutable();
    }

    static ImmutableArray<string> Texts(JsonElement? section, string key) => Member(section, key) switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(t => t.GetString()!)],
        _ => [],
    };

    static string? Text(JsonElement? section, string key) => Member(section, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    static JsonElement? Member(JsonElement? section, string key) =>
        section is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(key, out var value) ? value : null;
}
