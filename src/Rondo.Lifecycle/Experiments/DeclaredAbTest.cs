using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rondo.Define;
using Rondo.Engine.Errors;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Experiments;

/// <summary>The section <c>experiment</c> of a model's file, as it stands in the package.</summary>
/// <param name="Treatments">Versions or aliases that may replace the one in use.</param>
/// <param name="Shares">Of arms by their names; of those not named what is left, in equal parts.</param>
public sealed record DeclaredAbTest(string? Name, string Control, ImmutableArray<string> Treatments, string? Unit, ImmutableDictionary<string, double> Shares, AbTestRules Rules)
{
    const double UsualErrorRate = 0.01;
    // A treatment never gets more than the control in a canary.
    const double MostOfCanary = 0.5;

    static readonly double[] s_usualRamp = [0.01, 0.05, 0.25, 0.5];

    /// <summary>What the file says; of a file that is silent, a shadow of the challenger for a week, after which people decide.</summary>
    /// <param name="spec">The resolved file.</param>
    /// <exception cref="RondoException">What the sections say together makes no test.</exception>
    /// <param name="wanted">Which of the file's modes; null for the first one.</param>
    public static DeclaredAbTest Of(JsonElement spec, AbTestMode? wanted = null)
    {
        var section = spec.At("experiment") ?? default;
        var modes = ModesOf(section);
        var mode = wanted ?? modes[0];
        var metric = MetricOf(spec, section, mode);
        var isModels = metric is not null && IsModels(metric);
        var place = modes.IndexOf(mode);
        if (mode == AbTestMode.Shadow && metric is not null && !isModels)
            throw Bad("experiment.decide.metric", $"A shadow answers nobody, so it can bring no '{metric}'.", "Compare by a metric of the model, such as rmse or log_loss, or let it answer some: mode: ab.");
        if (mode == AbTestMode.Bandit && metric is null) throw Bad("experiment.goal", "A bandit needs an outcome to learn from.", "Name it: goal: { metric: converted }.");
        var rules = new AbTestRules
        {
            Mode = mode,
            Metric = metric,
            IsModelMetric = isModels,
            // Of a model's metric the losses are compared.
            HigherIsBetter = !isModels && section.TextAt("goal", "direction") != "lower",
            MinEffect = Share(section, "goal", "min_effect") ?? 0.05,
            BetterBy = Share(section, "decide", "better_by") ?? 0,
            Power = section.NumberAt("goal", "power") ?? 0.8,
            Confidence = section.NumberAt("decide", "confidence") ?? section.NumberAt("goal", "confidence") ?? 0.95,
            Test = section.TextAt("goal", "test") is { } test && Enum.TryParse<CertaintyTest>(test, ignoreCase: true, out var way) ? way : CertaintyTest.Sequential,
            PriorSd = section.NumberAt("goal", "prior_sd"),
            Winsorize = section.NumberAt("goal", "winsorize") ?? 1,
            MinUnits = (int)(section.NumberAt("goal", "min_units") ?? 100),
            Segments = section.At("segments") is { ValueKind: JsonValueKind.Array } columns ? [.. columns.EnumerateArray().Select(c => c.GetString()!)] : [],
            Guardrails = GuardrailsOf(section),
            Duration = Time(section, "duration") ?? TimeSpan.FromDays(7),
            Window = Time(section, "window") ?? TimeSpan.FromMinutes(1),
            Ramp = RampOf(section, mode),
            OnWin = Step(section, "win") ?? StepOf(section.TextAt("decide", "then")) ?? AbTestStep.Hold,
            OnLose = Step(section, "lose") ?? AbTestStep.Rollback,
            OnUnclear = Step(section, "unclear") ?? AbTestStep.Hold,
            Next = place >= 0 && place < modes.Length - 1 ? modes[place + 1] : null,
            Floor = Share(section, "floor") ?? 0.05,
            Delay = Time(section, "delay") ?? TimeSpan.Zero,
        };
        return new DeclaredAbTest(section.TextAt("name"), section.TextAt("control") ?? "champion", TreatmentsOf(section), section.TextAt("unit"), SharesOf(section), rules);
    }

    static ImmutableArray<AbTestMode> ModesOf(JsonElement section)
    {
        string[] words = section.At("mode") switch
        {
            { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(m => m.GetString()!)],
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            _ => [],
        };
        AbTestMode[] modes = [.. words.Select(w => Enum.TryParse<AbTestMode>(w, ignoreCase: true, out var mode) ? mode : AbTestMode.Shadow)];
        if (modes.Distinct().Count() != modes.Length) throw Bad("experiment.mode", "A mode stands in the list twice.", "Name each once, such as mode: [shadow, ab].");
        return modes.Length == 0 ? [AbTestMode.Shadow] : [.. modes];
    }

    // A shadow answers nobody: it is compared by the model's own metric, also where the outcome of those it answers later decides in the end.
    static string? MetricOf(JsonElement spec, JsonElement section, AbTestMode mode)
    {
        var (decide, goal) = (section.TextAt("decide", "metric"), section.TextAt("goal", "metric"));
        return mode == AbTestMode.Shadow ? decide ?? (goal is not null && IsModels(goal) ? goal : spec.TextAt("train", "metric")) : goal ?? decide;
    }

    static bool IsModels(string metric) => MetricWords.Predictive.Any(m => m.Name == metric);

    static ImmutableArray<string> TreatmentsOf(JsonElement section) => section.At("treatment") switch
    {
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()! : t.GetRawText())],
        { ValueKind: JsonValueKind.String or JsonValueKind.Number } => [section.TextAt("treatment")!],
        _ => ["challenger"],
    };

    static ImmutableDictionary<string, double> SharesOf(JsonElement section)
    {
        if (section.At("split") is not { ValueKind: JsonValueKind.Object } split) return ImmutableDictionary<string, double>.Empty;
        var shares = split.EnumerateObject().ToImmutableDictionary(p => p.Name, p => Number(p.Value), StringComparer.Ordinal);
        foreach (var (name, share) in shares)
            if (share is < 0 or > 1) throw Bad($"experiment.split.{name}", FormattableString.Invariant($"The share of '{name}' is {share}."), "Write a share from 0% to 100%.");
        return shares;
    }

    static ImmutableArray<double> RampOf(JsonElement section, AbTestMode mode)
    {
        if (section.At("ramp") is not { ValueKind: JsonValueKind.Array } list) return mode == AbTestMode.Canary ? [.. s_usualRamp] : [];
        double[] ramp = [.. list.EnumerateArray().Select(Number)];
        for (var i = 0; i < ramp.Length; i++)
            if (ramp[i] is <= 0 or > MostOfCanary || (i > 0 && ramp[i] < ramp[i - 1]))
                throw Bad("experiment.ramp", FormattableString.Invariant($"Step {i + 1} of the ramp is {ramp[i]}."), "Each step is above 0%, at most 50%, and no less than the one before: arms keep their own halves, so that no unit is moved between them.");
        return [.. ramp];
    }

    static ImmutableArray<Guardrail> GuardrailsOf(JsonElement section)
    {
        var guardrails = new List<Guardrail>();
        if (section.At("guardrails") is { ValueKind: JsonValueKind.Object } map)
            guardrails.AddRange(map.EnumerateObject().Select(p => new Guardrail(p.Name, Number(p.Value), p.Value.ValueKind == JsonValueKind.String && p.Name != Guardrail.ErrorRate)));
        foreach (var guardrail in guardrails)
            if (!guardrail.IsOfHost && !guardrail.IsRelative) throw Bad($"experiment.guardrails.{guardrail.Metric}", $"The bound of '{guardrail.Metric}' is a plain number.", "Outcomes are held against the control's: write +5% (may not rise by more) or -2% (may not fall by more).");
        if (guardrails.TrueForAll(g => g.Metric != Guardrail.ErrorRate)) guardrails.Add(new Guardrail(Guardrail.ErrorRate, UsualErrorRate, IsRelative: false));
        return [.. guardrails];
    }

    static double? Share(JsonElement section, params ReadOnlySpan<string> path) => section.At(path) is { } value ? Number(value) : null;

    // 0.05, 5% and +5% are the same.
    static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : value.ValueKind == JsonValueKind.String && value.GetString() is { } text && double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? text.EndsWith('%') ? number / 100 : number
            : throw Bad("experiment", $"{value.GetRawText()} is no share.", "Write 0.05 or 5%.");

    static TimeSpan? Time(JsonElement section, string key) => section.TextAt(key) is { } text ? SpecValues.Span(text) : null;

    static AbTestStep? Step(JsonElement section, string outcome) => StepOf(section.TextAt("then", outcome));

    static AbTestStep? StepOf(string? word) => Enum.TryParse<AbTestStep>(word, ignoreCase: true, out var step) ? step : null;

    static RondoException Bad(string field, string what, string hint) => new(new Mistake("bad_experiment", what) { Field = field, Hint = hint });
}
