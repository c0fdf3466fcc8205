using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Retrain.Promotion;

namespace Rondo.Lifecycle.Retraining;

/// <summary>What a gate found, as programs and the audit trail get it.</summary>
static class VerdictJson
{
    public static JsonObject Of(GateVerdict verdict, JudgedRows rows) => new()
    {
        ["answer"] = RetrainJob.Word(verdict.Answer),
        ["metric"] = verdict.Metric,
        ["confidence"] = verdict.Confidence,
        ["rows"] = verdict.Rows,
        ["rows_left_out"] = rows.Left,
        ["champion_rows_known"] = rows.IsChampionKnown,
        ["champion"] = verdict.Champion,
        ["challenger"] = verdict.Challenger,
        ["gain"] = verdict.Overall is { } overall ? Of(overall) : null,
        ["rank_p_value"] = verdict.RankPValue,
        ["slices"] = new JsonArray([.. verdict.Slices.Select(s => (JsonNode)new JsonObject { ["slice"] = s.Name, ["rows"] = s.Rows, ["gain"] = Of(s.Gain), ["p_worse"] = s.PWorse, ["worse"] = s.IsWorse })]),
    };

    /// <summary>The figures that an entry of the audit trail keeps.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(GateVerdict verdict)
    {
        yield return ("metric", verdict.Metric);
        yield return ("rows", verdict.Rows.ToString(CultureInfo.InvariantCulture));
        yield return ("confidence", Text(verdict.Confidence));
        if (verdict.Champion is { } champion) yield return ("champion_value", Text(champion));
        if (verdict.Challenger is { } challenger) yield return ("challenger_value", Text(challenger));
        if (verdict.Overall is not { } overall) yield break;
        yield return ("gain", Text(overall.Gain));
        yield return ("interval", $"{Text(overall.Low)} to {Text(overall.High)}");
        yield return ("p_value", Text(overall.PValue));
        yield return ("method", overall.Method);
        if (verdict.RankPValue is { } ranks) yield return ("rank_p_value", Text(ranks));
        if (verdict.Slices.Where(s => s.IsWorse).ToArray() is { Length: > 0 } worse) yield return ("worse_slices", string.Join("; ", worse.Select(s => s.Name)));
    }

    static JsonObject Of(PairedGain gain) => new()
    {
        ["value"] = gain.Gain,
        ["interval"] = new JsonArray(gain.Low, gain.High),
        ["p_value"] = gain.PValue,
        ["relative"] = gain.Relative,
        ["method"] = gain.Method,
    };

    static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
