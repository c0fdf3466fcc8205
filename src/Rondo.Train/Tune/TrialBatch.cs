using System.Runtime.ExceptionServices;
using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>Runs the trials of one batch side by side.</summary>
sealed class TrialBatch(TunePlan plan, Objective objective, TrialReporter reporter, IReadOnlyList<Trial> earlier)
{
    /// <returns>The finished trials in order of their numbers.</returns>
    public IEnumerable<Trial> Run(IReadOnlyList<TrialRequest> requests, TrialClock clock)
    {
        var finished = new Trial?[requests.Count];
        var open = new List<int>();
        for (var i = 0; i < requests.Count; i++)
        {
            if (plan.Replay?.Contains(requests[i].Number) == false) continue;
            finished[i] = reporter.Find(requests[i]);
            if (finished[i] is null) open.Add(i);
        }
        var slots = Math.Clamp(plan.Threads, 1, Math.Max(1, open.Count));
        var next = -1;
        InParallel(slots, slot =>
        {
            var threads = Math.Max(1, plan.Threads / slots + (slot < plan.Threads % slots ? 1 : 0));
            while (Interlocked.Increment(ref next) is var i && i < open.Count && !clock.HasEnded)
                finished[open[i]] = Run(requests[open[i]], threads, clock);
        });
        return finished.OfType<Trial>();
    }

    static void InParallel(int slots, Action<int> body)
    {
        if (slots == 1)
        {
            body(0);
            return;
        }
        var tasks = Enumerable.Range(0, slots)
            .Select(slot => Task.Factory.StartNew(() => body(slot), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try { Task.WaitAll(tasks); }
        catch (AggregateException exceptions) { ExceptionDispatchInfo.Throw(exceptions.InnerExceptions[0]); }
    }

    /// <returns>The trial; null when it was cancelled.</returns>
    Trial? Run(TrialRequest request, int threads, TrialClock clock)
    {
        var started = clock.Time.GetTimestamp();
        var scores = new List<double>();
        var isPruned = false;
        var trial = new Trial(request.Number, request.Model, request.Parameters, TrialState.Failed);
        try
        {
            var outcome = objective(request, GoesOn, threads, clock.Token);
            if (isPruned) trial = trial with { State = TrialState.Pruned };
            else if (outcome.Score is { } score && double.IsFinite(score)) trial = trial with { State = TrialState.Completed, Score = score };
            else trial = trial with { Message = "The score is undefined." };
            trial = trial with { Payload = outcome.Payload, Text = outcome.Text };
        }
        catch (OperationCanceledException) when (clock.Token.IsCancellationRequested)
        {
            return null;
        }
        catch (RondoException exception)
        {
            trial = trial with { Message = exception.Message };
        }
        trial = trial with { Intermediate = [.. scores], Seconds = clock.Time.GetElapsedTime(started).TotalSeconds };
        reporter.Report(trial);
        return trial;

        bool GoesOn(double score)
        {
            if (isPruned) return false;
            if (!double.IsFinite(score)) throw new RondoException("undefined_score", $"The score is undefined at step {scores.Count + 1}.");
            scores.Add(score);
            isPruned = !request.IsGiven && !plan.Pruner.GoesOn(earlier, scores, plan.HigherIsBetter);
            return !isPruned;
        }
    }
}
