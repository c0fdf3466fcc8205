using System.Text.Json;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Retraining;

/// <summary>What a model's file says of training it anew, with what counts where it is silent. A file without the section is trained anew when somebody asks.</summary>
/// <param name="spec">The resolved file as it stands in the package; it was checked when it was read.</param>
public sealed class DeclaredRetrain(JsonElement spec)
{
    readonly JsonElement? _section = spec.At("retrain");

    public RetrainRules Rules { get; } = RulesOf(spec);

    /// <summary>Which training rows are learnt from; null: all.</summary>
    public WindowSpec? Window => _section?.At("window") is { ValueKind: JsonValueKind.Object } window ? new WindowSpec(window.TextAt("sliding"), (long?)window.NumberAt("reservoir")) : null;

    /// <summary>The newest rows of so long a time decide; null: the test rows of the file's own split.</summary>
    public TimeSpan? Holdout => spec.TextAt("retrain", "gate", "holdout") is { } text and not "same" ? SpecValues.Span(text) : null;

    /// <summary>The version or alias that must be beaten.</summary>
    public string BetterThan => spec.TextAt("retrain", "gate", "better_than") ?? ModelReference.Champion;

    /// <summary>The metric that decides; null: that of training.</summary>
    public string? On => spec.TextAt("retrain", "gate", "on");

    public double Confidence => spec.NumberAt("retrain", "gate", "confidence") ?? 0.95;

    /// <summary>Whether the success criteria must hold too: unless the file has a gate that doesn't say so.</summary>
    public bool NeedsSuccess => spec.At("retrain", "gate") is null || spec.TextAt("retrain", "gate", "and") == "success";

    /// <summary>promote, hold or experiment.</summary>
    public string Then => spec.TextAt("retrain", "then") ?? (spec.At("experiment") is null ? "promote" : "experiment");

    /// <summary>What the process of a retrain may hold in memory, as it is written; null when nothing is said.</summary>
    public string? Memory => spec.TextAt("retrain", "memory");

    /// <summary>How many of the newest versions without an alias stay; null: all.</summary>
    public int? Keep => (int?)spec.NumberAt("retrain", "keep");

    static RetrainRules RulesOf(JsonElement spec)
    {
        if (spec.At("retrain") is not { ValueKind: JsonValueKind.Object } section) return new RetrainRules();
        var quiet = section.TextAt("quiet", "from") is { } from && section.TextAt("quiet", "to") is { } to ? QuietHours.Parse(from, to) : null;
        if (section.At("when") is not { } when) return new RetrainRules { OnDrift = true, OnPerformance = true, Quiet = quiet };
        JsonElement[] causes = when.ValueKind == JsonValueKind.Array ? [.. when.EnumerateArray()] : [when];
        return new RetrainRules
        {
            OnDrift = causes.Any(c => IsWord(c, "drift")),
            OnPerformance = causes.Any(c => IsWord(c, "performance")),
            Schedules = [.. causes.Select(c => c.TextAt("schedule")).OfType<string>()],
            NewRows = (long?)causes.Select(c => c.NumberAt("new_rows")).OfType<double>().Cast<double?>().Min(),
            Quiet = quiet,
        };
    }

    static bool IsWord(JsonElement cause, string word) => cause.ValueKind == JsonValueKind.String && cause.GetString() == word;
}
