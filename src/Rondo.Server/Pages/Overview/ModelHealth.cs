using System.Globalization;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Alerts;
using Rondo.Server.Pages.Models;
using Rondo.Server.Pages.Monitoring;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Overview;

/// <summary>Something that waits for a person.</summary>
/// <param name="Kind">bad, warn or info.</param>
public sealed record Todo(string Kind, string Text, string Action, string Address);

/// <summary>How a model stands: its goal, its champion and what waits for somebody. Only what is known; nothing is guessed.</summary>
public sealed record ModelHealth
{
    public required RegisteredModel Model { get; init; }

    public ModelVersion? Champion { get; init; }

    public ModelVersion? Challenger { get; init; }

    public RunReport? Report { get; init; }

    public Run? LastRun { get; init; }

    /// <summary>Rules that a running server looks at.</summary>
    public int Watched { get; init; }

    public int Firing { get; init; }

    public required IReadOnlyList<Todo> Todos { get; init; }

    public static ModelHealth Of(RegisteredModel model, Workspace workspace, PackageReports reports)
    {
        var versions = workspace.Models.Versions(model.Name);
        var champion = versions.FirstOrDefault(v => v.Aliases.Contains(ModelReference.Champion));
        var challenger = versions.FirstOrDefault(v => v.Aliases.Contains(ModelReference.Challenger));
        var newest = versions is [var first, ..] ? first : null;
        var report = (champion ?? newest) is { } shown ? reports.Of(shown) : null;
        var runs = workspace.Runs.List(new RunFilter { Name = model.Name, Limit = 10 });
        var alerts = workspace.Alerts.List(model.Name).Where(a => a.IsDeclared).ToArray();
        return new ModelHealth
        {
            Watched = alerts.Length,
            Firing = alerts.Count(a => a.State == AlertState.Firing),
            Model = model,
            Champion = champion,
            Challenger = challenger,
            Report = report,
            LastRun = runs is [var last, ..] ? last : null,
            Todos = [.. alerts.Where(a => a.State == AlertState.Firing).Select(Fires), .. newest is null ? [] : Waiting(newest, champion, challenger, report), .. Undecided(model, newest, workspace), .. FreshData(workspace, champion), .. Broken(runs)],
        };
    }

    static Todo Fires(Alert alert) => new(alert.Severity == AlertSeverity.Critical ? "bad" : "warn", $"An alert of {alert.Model} fires: {Short(alert.When)}", "Look at the window", MonitoringAddress.Of(alert.Model, MonitoringAddress.WindowOf(alert)));

    static IEnumerable<Todo> Waiting(ModelVersion newest, ModelVersion? champion, ModelVersion? challenger, RunReport? report)
    {
        if (champion is null)
        {
            yield return new Todo("warn", newest.Success ? $"{newest.Model} has no champion." : $"{newest.Model} has no champion: version {N(newest.Number)} missed its success criteria.",
                "Look at it", ModelAddress.Of(newest.Model, newest.Number));
        }
        else if (!champion.Success)
        {
            yield return new Todo("bad", $"The champion of {champion.Model}, version {N(champion.Number)}, missed its success criteria.", "Look at it", ModelAddress.Of(champion.Model, champion.Number));
        }
        if (champion is not null && challenger is not null && report is not null && champion.DataHash == challenger.DataHash
            && challenger.Metrics.GetValueOrDefault(report.Metric) is { } now && champion.Metrics.GetValueOrDefault(report.Metric) is { } before && Figures.IsBetter(report.Metric, now, before))
        {
            yield return new Todo("info", $"{challenger.Model} version {N(challenger.Number)} beats the champion on the same test rows: {Figures.Label(report.Metric)} {Figures.Metric(report.Metric, now)} against {Figures.Metric(report.Metric, before)}.",
                "Decide", ModelAddress.Promote(challenger.Model, challenger.Number));
        }
    }

    static IEnumerable<Todo> Undecided(RegisteredModel model, ModelVersion? newest, Workspace workspace)
    {
        if (!model.Rules.NeedsApproval || newest is null || newest.Aliases.Contains(ModelReference.Champion)) yield break;
        if (workspace.Models.Approvals(ModelReference.Version(model.Name, newest.Number)).Count > 0) yield break;
        yield return new Todo("info", $"{model.Name} version {N(newest.Number)} waits for somebody's approval.", "Approve or reject", ModelAddress.Promote(model.Name, newest.Number));
    }

    static IEnumerable<Todo> FreshData(Workspace workspace, ModelVersion? champion)
    {
        if (champion is null || workspace.Data.Versions(champion.Model) is not [var latest, ..] || latest.DataHash == champion.DataHash) yield break;
        yield return new Todo("info", $"The data of {champion.Model} changed after its champion learned: {Figures.Count(latest.Rows)} rows now.", "See the data", "/data");
    }

    // What failed before the newest success is history.
    static IEnumerable<Todo> Broken(IReadOnlyList<Run> runs) =>
        from run in runs.TakeWhile(r => r.Status != RunStatus.Finished)
        where run.Status is RunStatus.Failed or RunStatus.Killed
        select new Todo("bad", run.Status == RunStatus.Killed ? $"A run of {run.Name} ended without a word: its process was killed." : $"A run of {run.Name} failed: {Short(run.Message)}",
            "See the run", $"/runs/{run.Id}");

    static string Short(string? message) => message is null ? "it left no message." : message.Length <= 160 ? message : message[..160] + "…";

    static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
