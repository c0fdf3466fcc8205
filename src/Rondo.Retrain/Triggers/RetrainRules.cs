using System.Collections.Immutable;
using System.Globalization;
using Cronos;

namespace Rondo.Retrain.Triggers;

/// <summary>When a model is trained anew by itself. Each cause counts once; nothing is begun beside another retrain, in quiet hours, or soon after a failure.</summary>
public sealed record RetrainRules
{
    // From the nearest past on, so that a schedule of every minute is not counted over years.
    static readonly TimeSpan[] s_reaches = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(32), TimeSpan.FromDays(400), TimeSpan.FromDays(3000)];

    /// <summary>Times in UTC: five fields as of cron, or words such as <c>@monthly</c>.</summary>
    public ImmutableArray<string> Schedules { get; init; } = [];

    public bool OnDrift { get; init; }

    public bool OnPerformance { get; init; }

    /// <summary>So many more rows than at the last training.</summary>
    public long? NewRows { get; init; }

    public QuietHours? Quiet { get; init; }

    public bool IsEmpty => Schedules.IsEmpty && !OnDrift && !OnPerformance && NewRows is null;

    /// <summary>The first pause after a failure; it doubles with each further one, up to a day.</summary>
    public static TimeSpan PauseAfterFailure { get; } = TimeSpan.FromHours(1);

    public TriggerFindings Look(TriggerFacts facts)
    {
        RetrainCause[] due = [.. Causes(facts).Where(c => !facts.Answered.Contains(c.Key)).OrderBy(c => c.At).ThenBy(c => c.Key, StringComparer.Ordinal)];
        if (due.Length == 0) return new TriggerFindings(null, [], null, [], null);
        if (facts.Running is { } running) return new TriggerFindings(null, due, $"the retrain {running} was under way", [], null);
        if (Hindrance(facts) is { } hindrance) return new TriggerFindings(null, [], null, due, hindrance);
        return new TriggerFindings(due[0], due[1..], "the retrain for an earlier cause answers it as well", [], null);
    }

    /// <summary>When the next time of a schedule is; null without schedules.</summary>
    public DateTimeOffset? Next(DateTimeOffset now) =>
        Schedules.Select(s => CronExpression.Parse(s).GetNextOccurrence(now.UtcDateTime)).OfType<DateTime>().Select(t => (DateTimeOffset?)new DateTimeOffset(t, TimeSpan.Zero)).Min();

    string? Hindrance(TriggerFacts facts)
    {
        if (Quiet is { } quiet && quiet.Contains(facts.Now)) return $"quiet hours, {quiet}";
        if (facts.LastFailure is not { } failed || facts.Failures == 0) return null;
        var pause = TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerDay, PauseAfterFailure.Ticks << Math.Min(facts.Failures - 1, 10)));
        return facts.Now < failed + pause ? string.Create(CultureInfo.InvariantCulture, $"a pause until {(failed + pause).UtcDateTime:yyyy-MM-dd HH:mm} UTC after a failure") : null;
    }

    IEnumerable<RetrainCause> Causes(TriggerFacts facts)
    {
        foreach (var schedule in Schedules)
            if (Last(CronExpression.Parse(schedule), facts) is { } time)
                yield return new RetrainCause(CauseKind.Schedule, $"schedule {schedule} {time.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}", time, $"the schedule {schedule}");
        foreach (var alert in facts.Alerts)
            if (alert.At >= facts.Since && (alert.Kind == CauseKind.Drift ? OnDrift : OnPerformance))
                yield return new RetrainCause(alert.Kind, $"alert {alert.Key}", alert.At, $"the alert {alert.When}");
        if (NewRows is not { } step || facts.Rows is not { } rows || rows - facts.KnownRows < step) yield break;
        // Of several steps at once the last one counts.
        var reached = facts.KnownRows + (rows - facts.KnownRows) / step * step;
        yield return new RetrainCause(CauseKind.NewRows, string.Create(CultureInfo.InvariantCulture, $"rows {reached}"), facts.Now, string.Create(CultureInfo.InvariantCulture, $"{rows - facts.KnownRows} new rows"));
    }

    // The last of the times that passed: what passed while nobody looked is made up for once.
    static DateTimeOffset? Last(CronExpression schedule, TriggerFacts facts)
    {
        foreach (var reach in s_reaches)
        {
            var from = facts.Now - reach < facts.Since ? facts.Since : facts.Now - reach;
            var last = schedule.GetOccurrences(from.UtcDateTime, facts.Now.UtcDateTime, fromInclusive: false, toInclusive: true).LastOrDefault();
            if (last != default) return new DateTimeOffset(last, TimeSpan.Zero);
            if (from == facts.Since) return null;
        }
        return null;
    }
}
