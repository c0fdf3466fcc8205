using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Runs: what was logged, the points of a metric, and the sign that a run's program lives.</summary>
static class RunRoutes
{
    const int MostPoints = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").Needs(Permission.Read);
        runs.MapGet("/{id}", (string id, Workspace workspace) => RunAnswer.Of(workspace.Tracking.Get(id) ?? throw Unknown(id)));
        runs.MapGet("/{id}/metrics/{name}", (string id, string name, int? limit, Workspace workspace) =>
            new Points([.. workspace.Tracking.History(id, name, Math.Clamp(limit ?? MostPoints, 1, MostPoints)).Select(PointAnswer.Of)]));
        // A sign of life changes nothing that anybody would ask about later.
        api.MapPost("/runs/{id}/heartbeat", async (string id, Workspace workspace) =>
        {
            await workspace.Tracking.Heartbeat(id).ConfigureAwait(false);
            return TypedResults.NoContent();
        }).Needs(Permission.Log).AuditedByStore();
        api.MapDelete("/runs/{id}", (string id, bool? force, HttpContext context, Workspace workspace) =>
        {
            workspace.Runs.Delete(id, force is true);
            return TypedResults.NoContent();
        }).Needs(Permission.Deploy).Audits("run.deleted");
    }

    static RondoException Unknown(string id) => new("unknown_run", $"There is no run '{id}'.");

    sealed record Points(IReadOnlyList<PointAnswer> Values);

    /// <summary>A point; the value is null where it isn't a finite number.</summary>
    sealed record PointAnswer(string Metric, long Step, double? Value, DateTimeOffset Time)
    {
        public static PointAnswer Of(LoggedMetric point) =>
            new(point.Name, point.Step, double.IsFinite(point.Value) ? point.Value : null, DateTimeOffset.UnixEpoch.AddTicks(point.TimeMicroseconds * TimeSpan.TicksPerMicrosecond));
    }

    sealed record RunAnswer(string Id, string Project, string Name, string User, string Status, IReadOnlyList<PointAnswer> Metrics, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags)
    {
        public static RunAnswer Of(TrackedRun run) => new(
            run.Id, run.ProjectId, run.Name, run.User, run.IsScheduled ? "scheduled" : run.Status.ToString().ToLowerInvariant(),
            [.. run.Metrics.Select(PointAnswer.Of)], run.Params.ToDictionary(), run.Tags.ToDictionary());
    }
}
