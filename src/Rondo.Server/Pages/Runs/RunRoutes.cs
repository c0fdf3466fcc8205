using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Server.Pages.Layout;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Runs;

/// <summary>The pages of runs: which is best and why, and what happened in one of them.</summary>
static class RunRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/runs", (HttpContext context) =>
        {
            var query = RunsQuery.Read(context.Request.Query);
            return PageHead.IsFragment(context) ? Show.Page<RunsTable>(("Query", query)) : Show.Page<RunsPage>(("Query", query));
        });
        pages.MapGet("/runs/compare", (HttpContext context) => Show.Page<ComparePage>(
            ("Ids", RunsQuery.Read(context.Request.Query).Picked), ("ShowAll", context.Request.Query["all"] == "yes"), ("Metric", context.Request.Query["metric"].ToString())));
        pages.MapGet("/runs/{id}", (string id, string? folder, HttpContext context) => Show.Page<RunPage>(
            ("Id", id), ("Folder", folder ?? ""), ("Chosen", context.Request.Query["curve"].OfType<string>().Take(RunCurves.MostCharts).ToArray())));
        pages.MapGet("/runs/{id}/facts", (string id) => Show.Page<RunFacts>(("Id", id)));
        pages.MapGet("/runs/{id}/metrics", (string id) => Show.Page<RunMetrics>(("Id", id)));
        pages.MapGet("/runs/{id}/log", (string id) => Show.Page<RunLogTail>(("Id", id)));
        pages.MapGet("/runs/{id}/log.txt", WholeLog);
        pages.MapGet("/runs/{id}/code.patch", Patch);
        pages.MapGet("/runs/{id}/live", LiveRun.Follow);
        pages.MapGet("/runs/{id}/artifacts/{*path}", Download);
    }

    static IResult WholeLog(string id, HttpContext context, Workspace workspace)
    {
        var run = workspace.Runs.Get(id).Id;
        return Results.Stream(body => LogText.Write(workspace, run, body, context.RequestAborted), "text/plain; charset=utf-8", $"{run}.log");
    }

    static IResult Patch(string id, Workspace workspace) => workspace.Runs.Get(id) is { CodeDiff: { } patch } run
        ? Results.File(workspace.Objects.Read(patch), "application/octet-stream", $"{run.Id}.patch")
        : PageErrors.NotFound($"Run {id} keeps no changes beyond its commit.", null);

    static IResult Download(string id, string path, HttpContext context, Workspace workspace)
    {
        var run = workspace.Runs.Get(id).Id;
        if (workspace.Artifacts.SizeOf(run, path) is not { } size) return PageErrors.NotFound($"Run {run} has no file '{path}'.", "The run's page lists its files.");
        // Whatever is in it, it is a file to keep and never a page of ours.
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.ContentLength = size;
        return Results.Stream(async body =>
        {
            await using var buffered = new BufferedStream(new BlockingStream(body), 1 << 16);
            workspace.Artifacts.CopyTo(run, path, buffered);
        }, "application/octet-stream", Path.GetFileName(path));
    }
}
