using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Experiment.AbTests;

namespace Rondo.Lifecycle.Experiments;

/// <summary>Tests and reports as JSON: what the CLI prints and the API answers.</summary>
public static class AbTestJson
{
    public static JsonObject Of(AbTest test) => new()
    {
        ["id"] = test.Id,
        ["name"] = test.Name,
        ["model"] = test.Model,
        ["mode"] = Word(test.Rules.Mode),
        ["state"] = test.IsRunning ? "running" : "over",
        ["outcome"] = test.Outcome,
        ["sentence"] = test.Sentence,
        ["started"] = Time(test.Started),
        ["ends"] = Time(test.Started + test.Rules.Duration),
        ["ended"] = test.Ended is { } ended ? Time(ended) : null,
        ["by"] = test.StartedBy,
        ["metric"] = test.Rules.Metric,
        ["arms"] = new JsonArray([.. test.Arms.Select(a => (JsonNode)new JsonObject { ["name"] = a.Key, ["version"] = a.Value, ["share"] = Share(test, a.Key) })]),
        ["stages"] = new JsonArray([.. test.Stages.Select(s => (JsonNode)new JsonObject { ["begun"] = Time(s.Begun), ["shares"] = new JsonObject(s.Split.Arms.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Share))) })]),
    };

    public static JsonObject Of(AbTestReport report)
    {
        var json = Of(report.Test);
        json["decision"] = new JsonObject { ["sentence"] = report.Decision.Sentence, ["outcome"] = report.Decision.Outcome.ToString().ToLowerInvariant(), ["arm"] = report.Decision.Arm };
        json["units"] = new JsonObject(report.Units.Select(u => KeyValuePair.Create(u.Key, (JsonNode?)u.Value)));
        json["guests"] = report.Guests;
        json["units_needed"] = report.UnitsNeeded is { } needed ? Math.Ceiling(needed) : null;
        json["srm"] = report.Sizes is { } sizes ? new JsonObject { ["p_value"] = sizes.PValue, ["alert"] = sizes.IsAlarm } : null;
        json["effects"] = new JsonArray([.. report.Effects.Select(e => (JsonNode)Json(e))]);
        json["pairs"] = new JsonArray([.. report.Pairs.Select(p => (JsonNode)new JsonObject
        {
            ["arm"] = p.Arm, ["units"] = p.Losses.Units, ["control_error"] = p.Losses.ControlError, ["error"] = p.Losses.Error, ["improvement"] = p.Losses.Improvement,
            ["interval"] = new JsonArray(p.Losses.Interval.Low, p.Losses.Interval.High), ["p_value"] = p.Losses.PValue,
        })]);
        json["segments"] = new JsonArray([.. report.Segments.Select(s =>
        {
            var effect = Json(s.Effect);
            (effect["column"], effect["value"]) = (s.Column, s.Value);
            return (JsonNode)effect;
        })]);
        json["guardrails"] = new JsonArray([.. report.Guardrails.Select(g =>
        {
            var effect = Json(g.Effect);
            (effect["metric"], effect["bound"]) = (g.Guardrail.Metric, g.Guardrail.Bound);
            return (JsonNode)effect;
        })]);
        return json;
    }

    public static string Word(AbTestMode mode) => mode.ToString().ToLowerInvariant();

    static double? Share(AbTest test, string arm) => test.Rules.Mode == AbTestMode.Shadow && arm != AbTest.ControlArm ? 0 : test.Split.Arms.FirstOrDefault(a => a.Name == arm)?.Share;

    static JsonObject Json(Effect effect) => new()
    {
        ["arm"] = effect.Arm,
        ["units"] = effect.Units,
        ["control_units"] = effect.ControlUnits,
        ["mean"] = effect.Mean,
        ["control_mean"] = effect.ControlMean,
        ["effect"] = effect.Value,
        ["relative"] = effect.IsRelative,
        ["interval"] = new JsonArray(effect.Interval.Low, effect.Interval.High),
        ["p_value"] = effect.PValue,
        ["chance_to_beat_control"] = effect.ChanceToBeat,
        ["variance_ratio"] = effect.VarianceRatio,
    };

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
