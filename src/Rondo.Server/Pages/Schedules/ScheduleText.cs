using System.Globalization;
using Rondo.Lifecycle.Retraining;
using Rondo.Retrain.Triggers;

namespace Rondo.Server.Pages.Schedules;

/// <summary>What happens by itself, in words.</summary>
static class ScheduleText
{
    /// <summary>Whatever makes a model be trained anew.</summary>
    public static string Causes(RetrainRules rules)
    {
        string?[] causes =
        [
            .. rules.Schedules.Select(s => $"schedule {s}"), rules.OnDrift ? "drift" : null, rules.OnPerformance ? "performance" : null,
            rules.NewRows is { } rows ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} new rows") : null,
        ];
        return string.Join(" · ", causes.OfType<string>());
    }

    /// <summary>What came of a retrain in a word, or how it stands.</summary>
    public static string State(RetrainJob job) =>
        job.IsStopping && !job.IsOver ? "stopping" : (job.Outcome?.ToString() ?? job.State.ToString()).ToLowerInvariant();

    public static string Kind(RetrainJob job) => (job.State, job.Outcome) switch
    {
        (_, RetrainOutcome.Promoted) => "good",
        (RetrainState.Failed, _) or (_, RetrainOutcome.Refused) => "bad",
        (RetrainState.Running or RetrainState.Waiting, _) or (_, RetrainOutcome.Experiment) => "info",
        (RetrainState.Cancelled, _) or (_, RetrainOutcome.Held) => "warn",
        _ => "",
    };

    public static string Lead(int running, PlannedRetrain? next, DateTimeOffset now)
    {
        var first = running switch { 0 => "Nothing is trained anew now.", 1 => "One retrain runs or waits.", _ => string.Create(CultureInfo.InvariantCulture, $"{running} retrains run or wait.") };
        return next?.Next is { } time ? $"{first} The next by a schedule is that of {next.Model}, {Parts.TimeText.Until(time, now)}." : first;
    }
}
