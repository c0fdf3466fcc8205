using System.Globalization;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Cli.Demo;

/// <summary>
/// Half a year of real flights in minutes: a model of the first week serves, its data drift, an alert fires, it is trained anew, judged, tried as a shadow and in an A/B test,
/// and promoted; then a bad challenger is refused and a broken one rolled back. Nothing of it is staged but the two mistakes: the server does what the file says.
/// </summary>
/// <param name="tell">Takes each line of the audit trail as it comes.</param>
sealed class DemoStory(Workspace workspace, DemoFiles files, DemoTraffic traffic, StoryClock clock, IReadOnlyList<IReadOnlyList<Flight>> days, int threads, Action<ModelEvent> tell)
{
    /// <summary>Days of which the first version learns.</summary>
    public const int FirstDays = 7;

    // So many fit into the line of requests that wait for a shadow.
    const int AtATime = 500;

    // The server looks several times a second.
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(350), s_patience = TimeSpan.FromSeconds(60);

    long _told;
    int _day = FirstDays;

    /// <summary>Trains and registers the first version.</summary>
    public RunResult Begin(RunOptions options)
    {
        files.Append(days.Take(FirstDays).SelectMany(d => d));
        var result = new LifecycleRunner(workspace, clock).Run(SpecReader.Read(files.File), options);
        Tell();
        return result;
    }

    /// <returns>Null when everything came about; else what did not before the data ended.</returns>
    public async Task<string?> Live(CancellationToken cancellation)
    {
        if (!await LiveUntil(() => Happened("retrain_started"), cancellation).ConfigureAwait(false)) return "No alert fired, so nothing was trained anew.";
        if (!await LiveUntil(() => Happened("promoted"), cancellation).ConfigureAwait(false)) return "The challenger was not promoted.";
        await Refuse(cancellation).ConfigureAwait(false);
        if (!Happened("gate_refused")) return "The bad challenger was not refused.";
        await Break(cancellation).ConfigureAwait(false);
        return Happened("rolled_back") ? null : "The broken version was not rolled back.";
    }

    // A table that was loaded anew with yes and no exchanged: all but the last two weeks of it.
    async Task Refuse(CancellationToken cancellation)
    {
        var (known, until) = (days.Take(_day).SelectMany(d => d).ToArray(), days[_day - 1][0].Day.AddDays(-14));
        files.Rewrite(known, f => f.Day < until);
        var now = clock.GetUtcNow();
        workspace.Retrains.Ask(DemoFiles.Model, new RetrainCause(CauseKind.Manual, "reload", now, "somebody loaded the table anew"), new Author { By = "somebody", Reason = "The table was loaded anew." });
        await Retrain(cancellation).ConfigureAwait(false);
        files.Rewrite(known, _ => false);
    }

    async Task Break(CancellationToken cancellation)
    {
        BrokenVersion.Register(workspace, clock.GetUtcNow());
        new AbTestDesk(workspace, clock).Start(DemoFiles.Model, new Author { By = "somebody in a hurry" }, mode: AbTestMode.Canary);
        Tell();
        await LiveUntil(() => workspace.AbTests.Running().Count == 0, cancellation).ConfigureAwait(false);
    }

    async Task<bool> LiveUntil(Func<bool> isOver, CancellationToken cancellation)
    {
        while (!isOver())
        {
            if (_day >= days.Count) return false;
            await LiveADay(cancellation).ConfigureAwait(false);
        }
        return true;
    }

    async Task LiveADay(CancellationToken cancellation)
    {
        var flights = days[_day];
        var midnight = new DateTimeOffset(flights[0].Day, TimeSpan.Zero);
        clock.MoveTo(midnight.AddHours(12));
        var isTried = workspace.AbTests.Running().Count > 0;
        // The host follows the store within a moment.
        for (var until = DateTime.UtcNow + s_patience; isTried && DateTime.UtcNow < until && !await traffic.IsShared(cancellation).ConfigureAwait(false);) await Task.Delay(50, cancellation).ConfigureAwait(false);
        var asked = new List<Asked>();
        foreach (var piece in flights.Chunk(isTried ? AtATime : flights.Count))
        {
            asked.AddRange(await traffic.Predict(piece, isTried, cancellation).ConfigureAwait(false));
            await Mirrored(asked, cancellation).ConfigureAwait(false);
        }
        clock.MoveTo(midnight.AddDays(1).AddSeconds(5));
        await traffic.Tell(asked, isTried, cancellation).ConfigureAwait(false);
        files.Append(flights);
        _day++;
        await Settle(isTried, cancellation).ConfigureAwait(false);
        await Retrain(cancellation).ConfigureAwait(false);
        Tell();
    }

    // A shadow is behind all others; the story waits for it, so that it comes about the same on any machine.
    async Task Mirrored(IReadOnlyList<Asked> asked, CancellationToken cancellation)
    {
        if (workspace.AbTests.Running() is not [{ Rules.Mode: AbTestMode.Shadow }]) return;
        var log = new PredictionHistory(workspace.ShadowLogFolder);
        string[] ids = [.. asked.TakeLast(AtATime).Select(a => a.Id)];
        for (var until = DateTime.UtcNow + s_patience; DateTime.UtcNow < until && log.Find(ids).Count < ids.Length;) await Task.Delay(50, cancellation).ConfigureAwait(false);
    }

    // The server's own work looks at the day before the next one begins.
    async Task Settle(bool isTried, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + s_patience;
        bool IsBehind() => workspace.Alerts.List(DemoFiles.Model).Any(a => a.IsDeclared && a.Seen + a.Window <= clock.GetUtcNow() - TimeSpan.FromSeconds(3));
        if (isTried) await Task.Delay(s_look, cancellation).ConfigureAwait(false);
        while (IsBehind() && DateTime.UtcNow < until) await Task.Delay(50, cancellation).ConfigureAwait(false);
    }

    async Task Retrain(CancellationToken cancellation)
    {
        foreach (var job in new RetrainSchedule(workspace, clock, _ => { }).Look())
        {
            Tell();
            await Task.Run(() => new ModelRetrain(workspace, clock).Run(job.Id, new RunOptions { Threads = threads, Cancellation = cancellation }), cancellation).ConfigureAwait(false);
            Tell();
        }
    }

    bool Happened(string kind) => workspace.Models.History(DemoFiles.Model).Any(e => e.Kind == kind && (kind != "promoted" || e.Version > 1));

    void Tell()
    {
        foreach (var change in workspace.Models.History(DemoFiles.Model).Where(e => e.Sequence > _told))
        {
            _told = change.Sequence;
            tell(change);
        }
    }

    /// <summary>What the whole took, in words.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{_day:N0} days, {traffic.Answered:N0} flights asked about, none without an answer.");
}
