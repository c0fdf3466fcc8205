using Rondo.Retrain.Triggers;

namespace Rondo.Retrain.Tests.Triggers;

public sealed class RetrainRulesTests
{
    static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_time_that_passed_is_due_once()
    {
        var rules = new RetrainRules { Schedules = ["0 3 * * *"] };
        Assert.Null(rules.Look(At(2)).Start);
        var cause = rules.Look(At(3)).Start!;
        Assert.Equal("schedule 0 3 * * * 2026-03-01T03:00Z", cause.Key);
        Assert.Null(rules.Look(At(20) with { Answered = new HashSet<string> { cause.Key } }).Start);
        Assert.Equal("schedule 0 3 * * * 2026-03-02T03:00Z", rules.Look(At(28) with { Answered = new HashSet<string> { cause.Key } }).Start!.Key);
    }

    [Fact]
    public void Times_that_passed_while_nobody_looked_are_made_up_for_once() =>
        Assert.Equal("schedule 0 3 * * * 2026-03-11T03:00Z", new RetrainRules { Schedules = ["0 3 * * *"] }.Look(At(24 * 10 + 4)).Start!.Key);

    [Fact]
    public void A_rare_schedule_is_found_over_a_long_past() =>
        Assert.Equal("schedule 0 0 1 1 * 2027-01-01T00:00Z", new RetrainRules { Schedules = ["0 0 1 1 *"] }.Look(new TriggerFacts(s_start.AddDays(600), s_start)).Start!.Key);

    [Theory]
    [InlineData(CauseKind.Drift, true, false)]
    [InlineData(CauseKind.Performance, false, true)]
    public void Alerts_count_by_what_they_are_about(CauseKind kind, bool drift, bool performance)
    {
        var facts = At(5) with { Alerts = [new FiredAlert("a 1", kind, s_start.AddHours(4), "drift.share > 0")] };
        Assert.Null(new RetrainRules { OnDrift = !drift, OnPerformance = !performance }.Look(facts).Start);
        Assert.Equal("alert a 1", new RetrainRules { OnDrift = drift, OnPerformance = performance }.Look(facts).Start!.Key);
    }

    [Fact]
    public void An_alert_of_before_the_version_in_use_is_about_another_one() =>
        Assert.Null(new RetrainRules { OnDrift = true }.Look(At(5) with { Alerts = [new FiredAlert("a 1", CauseKind.Drift, s_start.AddHours(-1), "drift.share > 0")] }).Start);

    [Fact]
    public void New_rows_count_in_whole_steps()
    {
        var rules = new RetrainRules { NewRows = 100 };
        Assert.Null(rules.Look(At(1) with { KnownRows = 1000, Rows = 1099 }).Start);
        Assert.Equal("rows 1200", rules.Look(At(1) with { KnownRows = 1000, Rows = 1250 }).Start!.Key);
        Assert.Null(rules.Look(At(1) with { KnownRows = 1000, Rows = 1280, Answered = new HashSet<string> { "rows 1200" } }).Start);
        Assert.Null(rules.Look(At(1) with { KnownRows = 1000, Rows = null }).Start);
    }

    [Fact]
    public void What_comes_beside_a_retrain_is_skipped_and_said()
    {
        var found = new RetrainRules { Schedules = ["0 3 * * *"] }.Look(At(4) with { Running = "r1" });
        Assert.Null(found.Start);
        Assert.Equal("schedule 0 3 * * * 2026-03-01T03:00Z", Assert.Single(found.Skipped).Key);
        Assert.Equal("the retrain r1 was under way", found.Why);
    }

    [Theory]
    [InlineData(21.9, false), InlineData(22, true), InlineData(26, true), InlineData(29.9, true), InlineData(30, false)]
    public void Quiet_hours_go_over_midnight_and_causes_wait(double hour, bool isQuiet)
    {
        var rules = new RetrainRules { Schedules = ["30 21 * * *"], Quiet = QuietHours.Parse("22:00", "06:00") };
        var found = rules.Look(At(hour));
        Assert.Equal(isQuiet, found.Start is null);
        Assert.Equal(isQuiet ? 1 : 0, found.Waiting.Count);
        if (isQuiet) Assert.Equal("quiet hours, 22:00 to 06:00 UTC", found.WaitsFor);
    }

    [Theory]
    [InlineData("22", "06:00"), InlineData("22:00", "6"), InlineData("25:00", "06:00"), InlineData("", "")]
    public void What_is_no_time_makes_no_quiet_hours(string from, string to) => Assert.Null(QuietHours.Parse(from, to));

    [Fact]
    public void Failures_make_pauses_that_grow_to_a_day()
    {
        var rules = new RetrainRules { Schedules = ["* * * * *"] };
        TriggerFindings After(int failures, double hours) => rules.Look(At(100) with { Failures = failures, LastFailure = s_start.AddHours(100 - hours) });
        Assert.Null(After(1, 0.9).Start);
        Assert.NotNull(After(1, 1).Start);
        Assert.Null(After(3, 3.9).Start);
        Assert.NotNull(After(3, 4).Start);
        Assert.Null(After(60, 23).Start);
        Assert.NotNull(After(60, 24).Start);
    }

    [Fact]
    public void In_thirty_days_each_cause_is_answered_once_and_nothing_else_is()
    {
        var rules = new RetrainRules { Schedules = ["0 3 * * 0", "30 23 10 * *"], OnDrift = true, OnPerformance = true, NewRows = 500, Quiet = QuietHours.Parse("23:00", "02:00") };
        // Three alerts of each kind, one of them in quiet hours and one while a retrain runs; rows come by 25 a day, and by 600 on the twelfth.
        FiredAlert[] alerts =
        [
            Fired("d1", CauseKind.Drift, 2.30), Fired("p1", CauseKind.Performance, 4.99), Fired("d2", CauseKind.Drift, 9.5),
            Fired("p2", CauseKind.Performance, 9.52), Fired("d3", CauseKind.Drift, 20.1), Fired("p3", CauseKind.Performance, 20.1),
        ];
        var (answered, started, skipped) = (new HashSet<string>(), new List<(DateTimeOffset At, string Key)>(), new List<string>());
        var (busyUntil, known, failures, failed) = (s_start, 1000L, 0, (DateTimeOffset?)null);
        for (var now = s_start; now <= s_start.AddDays(30); now = now.AddMinutes(1))
        {
            var rows = 1000 + (long)((now - s_start).TotalDays * 25) + (now >= s_start.AddDays(11.5) ? 600 : 0);
            var found = rules.Look(new TriggerFacts(now, s_start)
            {
                Alerts = [.. alerts.Where(a => a.At <= now)],
                Rows = rows,
                KnownRows = known,
                Answered = answered,
                Running = now < busyUntil ? "r" : null,
                Failures = failures,
                LastFailure = failed,
            });
            foreach (var cause in found.Skipped)
            {
                Assert.True(answered.Add(cause.Key));
                skipped.Add(cause.Key);
            }
            if (found.Start is not { } start) continue;
            Assert.True(answered.Add(start.Key));
            started.Add((now, start.Key));
            busyUntil = now.AddHours(2);
            // That of the second Sunday fails; the others learn from all rows there are.
            if (start.Key == "schedule 0 3 * * 0 2026-03-08T03:00Z") (failures, failed) = (1, busyUntil);
            else (failures, known) = (0, rows);
        }

        string[] expected =
        [
            "alert d1", "alert d2", "alert d3", "alert p1", "alert p2", "alert p3",
            .. new[] { 1, 8, 15, 22, 29 }.Select(day => $"schedule 0 3 * * 0 2026-03-{day:00}T03:00Z"),
            "schedule 30 23 10 * * 2026-03-10T23:30Z",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), answered.Where(k => !k.StartsWith("rows", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Single(answered, k => k.StartsWith("rows", StringComparison.Ordinal));
        Assert.Equal(["alert p2", "alert p3"], skipped.Order(StringComparer.Ordinal));
        Assert.All(started, s => Assert.False(rules.Quiet!.Contains(s.At)));
        // In quiet hours it came, and when they were over it began.
        Assert.Equal(s_start.AddDays(10).AddHours(2), started.Single(s => s.Key.StartsWith("schedule 30 23", StringComparison.Ordinal)).At);
        Assert.Equal(started.Count, started.DistinctBy(s => s.Key).Count());
    }

    static FiredAlert Fired(string key, CauseKind kind, double day) => new(key, kind, s_start.AddDays(day), kind == CauseKind.Drift ? "drift.share > 0" : "performance.rmse > 5");

    static TriggerFacts At(double hours) => new(s_start.AddHours(hours), s_start);
}
