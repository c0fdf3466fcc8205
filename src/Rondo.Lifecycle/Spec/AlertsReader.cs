using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Spec;

/// <summary>Holds the rules of <c>observe.alerts</c>, whose form is right already, to their meaning: conditions, windows, and who is told.</summary>
sealed class AlertsReader(SectionReader top)
{
    static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1), s_longest = TimeSpan.FromDays(3660);

    public void Check(YamlMap observe)
    {
        if (observe["alerts"] is not YamlList rules) return;
        var seen = new Dictionary<(string, string), string>();
        for (var i = 0; i < rules.Items.Length; i++)
        {
            if (rules.Items[i] is not YamlMap rule) continue;
            var at = FormattableString.Invariant($"observe.alerts[{i}]");
            var window = Text(rule, "window") ?? "";
            CheckWindow(rule["window"], $"{at}.window");
            if (rule["when"] is YamlScalar { Value: string text } when && Condition(text, when, $"{at}.when") is { } condition && !seen.TryAdd((condition.ToString(), window), at))
                top.Add("doubled_rule", $"'{at}' watches '{condition}' as '{seen[(condition.ToString(), window)]}' does.", when.At, $"{at}.when", "Put what is to be told into one rule, or give the other a `window` of its own.");
            if (rule["notify"] is YamlMap notify) CheckTargets(notify, $"{at}.notify");
        }
    }

    AlertCondition? Condition(string text, YamlNode node, string at)
    {
        try
        {
            var condition = AlertCondition.Parse(text);
            foreach (var signal in condition.Signals) CheckSignal(signal, node, at);
            return condition;
        }
        catch (RondoException e)
        {
            var mistake = e.Mistakes[0];
            top.Add(mistake.Code, $"'{at}': {mistake.Message}", node.At, at, mistake.Hint);
            return null;
        }
    }

    void CheckSignal(string signal, YamlNode node, string at)
    {
        string[] metrics = [.. RondoParts.Catalog.OfKind("metric").Select(m => m.Name)];
        var dot = signal.IndexOf('.', StringComparison.Ordinal);
        var family = dot < 0 ? null : signal[..dot];
        if (family is not null && !SignalNames.OfMetrics.Contains(family) && SignalNames.Families.Contains(family)) return;
        var isMetric = family is null || SignalNames.OfMetrics.Contains(family);
        if (isMetric && metrics.Contains(signal[(dot + 1)..], StringComparer.Ordinal)) return;
        if (family is null && SignalNames.OfServing.Contains(signal)) return;
        var known = SignalNames.OfServing.Concat(metrics).Concat(SignalNames.OfMetrics.SelectMany(f => metrics.Select(m => $"{f}.{m}"))).Concat(["drift.share", "labels.coverage"]);
        top.Add("unknown_signal", $"'{at}': nothing measures '{signal}'.", node.At, at,
            Spelling.DidYouMean(signal, known) ?? $"Known: {string.Join(", ", SignalNames.OfServing)}, drift.share and others of drift, labels.coverage, and performance.METRIC and estimate.METRIC.");
    }

    void CheckWindow(YamlNode? node, string at)
    {
        if (node is not YamlScalar { Value: string text } || SpecValues.Span(text) is { } span && span >= s_shortest && span <= s_longest) return;
        top.Add("out_of_range", $"'{at}' is {text}; expected a duration from 1s to 3660d.", node.At, at);
    }

    void CheckTargets(YamlMap notify, string at)
    {
        var secret = Text(notify, "secret");
        if (secret is not null && notify["webhook"] is null) top.Add("unused_key", $"'{at}.secret' signs messages to webhooks, and '{at}' names none.", notify["secret"]!.At, $"{at}.secret", "Add `webhook:`, or remove it.");
        foreach (var key in (string[])[WebhookChannel.Name, EmailChannel.Name])
            foreach (var scalar in Scalars(notify[key])) Place(new AlertTarget(key, [scalar.Text]) { Secret = secret }, scalar, $"{at}.{key}");
        if (notify[CommandChannel.Name] is { } command) Place(new AlertTarget(CommandChannel.Name, [.. Scalars(command).Select(s => s.Text).DefaultIfEmpty("")]), command, $"{at}.{CommandChannel.Name}");
    }

    void Place(AlertTarget target, YamlNode node, string at)
    {
        if (RondoParts.Catalog.Create<IAlertChannel>(target.Channel).Problem(target) is { } problem) top.Add(problem.Code, $"'{at}': {problem.Message}", node.At, at, problem.Hint);
    }

    static IEnumerable<YamlScalar> Scalars(YamlNode? node) => node switch
    {
        YamlScalar { Value: string } one => [one],
        YamlList several => several.Items.OfType<YamlScalar>().Where(s => s.Value is string),
        _ => [],
    };

    static string? Text(YamlMap map, string key) => map[key] is YamlScalar { Value: string text } ? text : null;
}
