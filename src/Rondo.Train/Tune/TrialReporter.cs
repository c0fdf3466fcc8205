namespace Rondo.Train.Tune;

/// <summary>Keeps each finished trial and tells about it, one at a time.</summary>
sealed class TrialReporter(TunePlan plan, TrialLog? log, IProgress<TrialReport>? progress, int total)
{
    private readonly Lock _lock = new();
    private Trial? _best;
    private int _done;

    /// <summary>The finished trial of an earlier run; null when there is none with these parameters.</summary>
    public Trial? Find(TrialRequest request)
    {
        if (log?.Find(request) is not { } trial) return null;
        lock (_lock) Tell(trial);
        return trial;
    }

    public void Report(Trial trial)
    {
        lock (_lock)
        {
            log?.Append(trial);
            Tell(trial);
        }
    }

    void Tell(Trial trial)
    {
        _done++;
        _best = Study.BestOf(_best is null ? [trial] : _best.Number < trial.Number ? [_best, trial] : [trial, _best], plan.HigherIsBetter);
        progress?.Report(new TrialReport(trial, _done, total, _best));
    }
}
