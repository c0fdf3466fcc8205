using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Retraining;

namespace Rondo.Cli.Output;

/// <summary>A retrain for people: the decision in a sentence first, then its figures.</summary>
static class RetrainSummary
{
    public static void Write(TextWriter output, RetrainJob job)
    {
        output.WriteLine(job.Outcome switch
        {
            RetrainOutcome.Promoted => $"{job.Model}@{job.Version} took the place of {job.Model}@{job.Champion}.",
            RetrainOutcome.Refused => $"{job.Model}@{job.Version} is refused; {job.Model}@{job.Champion} stays.",
            RetrainOutcome.Held or RetrainOutcome.Experiment => $"{job.Model}@{job.Version} is held; {job.Model}@{job.Champion} stays.",
            _ => $"The retrain {job.Id} of {job.Model} is {Word(job.State)}.",
        });
        if (job.Reason is not null) output.WriteLine(VisibleText.Of(job.Reason));
        if (job.Verdict is not { } verdict || verdict.GetProperty("gain") is not { ValueKind: JsonValueKind.Object } gain) return;
        output.WriteLine();
        TextTable.Write(output, ["rows", verdict.GetProperty("metric").GetString()!, "challenger", "gain", $"{verdict.GetProperty("confidence").GetDouble():0.##%} interval", "p"],
            [Figures("all", verdict, verdict.GetProperty("rows"), gain), .. verdict.GetProperty("slices").EnumerateArray().Select(s => Figures(s.GetProperty("slice").GetString()! + (s.GetProperty("worse").GetBoolean() ? " (worse)" : ""), null, s.GetProperty("rows"), s.GetProperty("gain")))]);
    }

    public static IReadOnlyList<string> Row(RetrainJob job) =>
    [
        job.Model, Word(job.State), ReadableText.Cell(job.Cause.Story), ReadableText.Time(job.Created), job.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
        job.Outcome is { } outcome ? Word(outcome) : "", ReadableText.Cell(job.Reason ?? job.Progress ?? ""), job.Id,
    ];

    static IReadOnlyList<string> Figures(string name, JsonElement? verdict, JsonElement rows, JsonElement gain) =>
    [
        $"{ReadableText.Cell(name)}: {rows.GetInt32().ToString(CultureInfo.InvariantCulture)}", Number(verdict, "champion"), Number(verdict, "challenger"), Text(gain.GetProperty("value").GetDouble()),
        $"{Text(gain.GetProperty("interval")[0].GetDouble())} to {Text(gain.GetProperty("interval")[1].GetDouble())}", gain.GetProperty("p_value").GetDouble().ToString("0.####", CultureInfo.InvariantCulture),
    ];

    static string Number(JsonElement? verdict, string name) => verdict?.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? Text(number.GetDouble()) : "";

    static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    static string Word(Enum value) => PartCatalog.SnakeCase(value.ToString());
}
