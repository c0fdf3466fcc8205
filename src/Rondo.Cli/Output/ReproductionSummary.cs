using System.Globalization;
using Rondo.Lifecycle.Runs.Reproduction;

namespace Rondo.Cli.Output;

/// <summary>What a person reads after a model was trained again.</summary>
static class ReproductionSummary
{
    public static void Write(TextWriter writer, ReproductionResult result)
    {
        var replayed = result.ReplayedTrials is { } trials ? string.Create(CultureInfo.InvariantCulture, $", {trials} trials replayed") : "";
        writer.WriteLine(result.IsSame ? $"{result.Model}: same bits" : $"{result.Model}: OTHER BITS");
        writer.WriteLine($"{"model",-7} {result.FoundHash}{(result.IsSame ? "" : $", expected {result.ExpectedHash}")}");
        writer.WriteLine($"{"from",-7} spec {ReadableText.Hash(result.SpecHash)}, data {ReadableText.Hash(result.DataHash)}{replayed}");
        writer.WriteLine($"{"run",-7} {result.Run}, {result.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        foreach (var difference in result.Differences) writer.WriteLine($"{"differs",-7} {difference.What}: {difference.Expected} then, {difference.Found} now");
        if (result.PipelinePath is not null) writer.WriteLine($"{"kept",-7} {result.PipelinePath}");
        foreach (var alert in result.Alerts)
        {
            writer.WriteLine($"{"note",-7} {alert.Message}");
            if (alert.Command is not null) writer.WriteLine($"{"",-7}   {alert.Command}");
        }
        if (!result.IsSame && !result.IsExplained) writer.WriteLine($"{"",-7} The same Rondo made other bits of the same file and data: that is a fault of Rondo, please report it.");
    }
}
