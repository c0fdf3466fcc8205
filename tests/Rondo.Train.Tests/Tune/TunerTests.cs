using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class TunerTests
{
    static readonly ISearch[] s_searches = [new RandomSearch(), new GridSearch { Points = 5 }, new BayesianSearch()];

    public static TheoryData<int> Searches => new(Enumerable.Range(0, s_searches.Length));

    [Theory]
    [MemberData(nameof(Searches))]
    public void Trials_are_the_same_on_any_number_of_threads(int search)
    {
        var plan = Studies.Plan(s_searches[search]) with { Pruner = new MedianPruner() };
        var expected = Studies.Lines(Tuner.Run(plan, Studies.Objective));

        foreach (var threads in (int[])[2, 8]) Assert.Equal(expected, Studies.Lines(Tuner.Run(plan with { Threads = threads }, Slow)));

        static TrialOutcome Slow(TrialRequest request, Func<double, bool> goesOn, int threads, CancellationToken cancellation)
        {
            Thread.Sleep(request.Number * 7 % 5);
            return Studies.Objective(request, goesOn, threads, cancellation);
        }
    }

    [Fact]
    public void Each_models_defaults_come_first_and_then_the_given_trials()
    {
        var given = new Suggestion("bowl", new Dictionary<string, object?> { ["x"] = 2.0, ["y"] = 1.0 });
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 8) with { First = [given] }, Studies.Objective);

        Assert.Equal(Studies.Steps.Defaults, study.Trials[0].Parameters);
        Assert.Same(given.Parameters, study.Trials[1].Parameters);
        Assert.Equal((8, 1), (study.Trials.Length, study.Best!.Number));
    }

    [Fact]
    public void Side_by_side_trials_share_the_threads()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<int>();

        Tuner.Run(Studies.Plan(new RandomSearch(), 8) with { Threads = 6 }, (request, goesOn, threads, cancellation) =>
        {
            seen.Add(threads);
            Thread.Sleep(20);
            return new TrialOutcome(1);
        });

        Assert.All(seen, threads => Assert.InRange(threads, 1, 2));
    }

    [Fact]
    public void A_higher_score_is_better_when_asked_for()
    {
        var plan = Studies.Plan(new RandomSearch()) with { HigherIsBetter = true };
        var study = Tuner.Run(plan, Studies.Objective);

        Assert.Equal(study.Trials.Max(t => t.Score), study.Best!.Score);
    }

    [Fact]
    public void A_failing_trial_is_recorded_and_the_search_goes_on()
    {
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 9), (request, goesOn, threads, cancellation) =>
            (request.Number % 3) switch
            {
                0 => throw new RondoException("bad", "No fold has both classes."),
                1 => new TrialOutcome(double.NaN),
                _ => new TrialOutcome(request.Number),
            });

        Assert.Equal((9, 3), (study.Trials.Length, study.Trials.Count(t => t.State == TrialState.Completed)));
        Assert.Equal(("No fold has both classes.", "The score is undefined."), (study.Trials[0].Message, study.Trials[1].Message));
        Assert.Equal(2, study.Best!.Number);
    }

    [Fact]
    public void When_all_trials_fail_the_first_reason_is_told()
    {
        var exception = Assert.Throws<RondoException>(() => Tuner.Run(Studies.Plan(new RandomSearch(), 5), (_, _, _, _) => throw new RondoException("bad", "No rows.")));

        Assert.Equal("None of 5 trials gave a score; trial 0 of steps failed: No rows.", exception.Message);
    }

    [Fact]
    public void A_mistake_of_ours_is_not_swallowed() =>
        Assert.Throws<InvalidCastException>(() => Tuner.Run(Studies.Plan(new RandomSearch()) with { Threads = 4 }, (_, _, _, _) => throw new InvalidCastException()));

    [Fact]
    public void Cancellation_stops_the_study()
    {
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Tuner.Run(Studies.Plan(new RandomSearch()), (request, _, _, cancellation) =>
        {
            if (request.Number == 5) source.Cancel();
            cancellation.ThrowIfCancellationRequested();
            return new TrialOutcome(1);
        }, cancellation: source.Token));
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void After_the_deadline_nothing_starts_and_the_finished_trials_can_be_replayed(int search)
    {
        var clock = new SteppedClock();
        var plan = Studies.Plan(s_searches[search]) with { Pruner = new MedianPruner(), Threads = 2, Time = clock, Deadline = clock.GetUtcNow() + TimeSpan.FromSeconds(10) };

        // Trial 13 runs into the deadline while 14 is done: the last batch has a hole.
        var study = Tuner.Run(plan, (request, goesOn, threads, cancellation) =>
        {
            if (request.Number == 13) cancellation.WaitHandle.WaitOne();
            if (request.Number == 15) clock.Move(TimeSpan.FromSeconds(11));
            if (request.Number is 13 or 15) cancellation.ThrowIfCancellationRequested();
            return Studies.Objective(request, goesOn, threads, cancellation);
        });
        var replayed = Tuner.Run(plan with { Replay = study.Numbers, Threads = 1, Deadline = null }, Studies.Objective);

        Assert.True(study.HasMetDeadline);
        Assert.Equal([.. Enumerable.Range(0, 13), 14], study.Trials.Select(t => t.Number));
        Assert.Equal(Studies.Lines(study), Studies.Lines(replayed));
        Assert.Equal(study.Best!.Number, replayed.Best!.Number);
    }

    [Fact]
    public void A_replay_ends_with_its_last_trial_however_many_there_might_be()
    {
        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), int.MaxValue) with { Replay = [0, 1, 5] }, Studies.Objective);

        Assert.Equal([0, 1, 5], study.Trials.Select(t => t.Number));
        Assert.False(study.HasMetDeadline);
    }

    [Fact]
    public void A_deadline_that_has_passed_leaves_no_trial_and_no_error()
    {
        var clock = new SteppedClock();
        var study = Tuner.Run(Studies.Plan(new RandomSearch()) with { Time = clock, Deadline = clock.GetUtcNow() }, Studies.Objective);

        Assert.Empty(study.Trials);
        Assert.Null(study.Best);
        Assert.True(study.HasMetDeadline);
    }

    [Fact]
    public void Every_finished_trial_is_reported_with_the_best_so_far()
    {
        var reports = new List<TrialReport>();
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 10), Studies.Objective, progress: new Listener(reports.Add));

        Assert.Equal(Enumerable.Range(1, 10), reports.Select(r => r.Done));
        Assert.All(reports, r => Assert.Equal(10, r.Total));
        Assert.Equal(study.Best, reports[^1].Best);
    }

    private sealed class Listener(Action<TrialReport> listen) : IProgress<TrialReport>
    {
        public void Report(TrialReport value) => listen(value);
    }
}
