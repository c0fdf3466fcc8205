using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Pages.Runs;

/// <summary>Tells an open page what a run logs meanwhile, until it ends or the page is left.</summary>
static class LiveRun
{
    static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public static IResult Follow(string id, HttpContext context, Workspace workspace, IHostApplicationLifetime host)
    {
        var run = workspace.Runs.Get(id).Id;
        var chosen = context.Request.Query["curve"].OfType<string>().Take(RunCurves.MostCharts).ToArray();
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        context.Response.RegisterForDispose(stop);
        return TypedResults.ServerSentEvents(Events(workspace, run, chosen, stop.Token));
    }

    static async IAsyncEnumerable<SseItem<string>> Events(Workspace workspace, string run, string[] chosen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        var isFirst = true;
        var line = 0L;
        while (!cancellation.IsCancellationRequested)
        {
            // Asked before the metrics: what was logged until the end is then told.
            var hasEnded = workspace.Runs.Get(run).Status != RunStatus.Running;
            var metrics = workspace.Outlines.Metrics(run);
            var drawn = chosen.Length > 0 ? chosen : [.. RunCurves.Choose(metrics)];
            var isChanged = false;
            foreach (var metric in metrics)
            {
                var mark = (metric.LastStep, metric.LastTimeMicroseconds);
                if (seen.TryGetValue(metric.Name, out var before) && before == mark) continue;
                seen[metric.Name] = mark;
                isChanged = true;
                if (Array.IndexOf(drawn, metric.Name) is >= 0 and var chart && !isFirst) yield return Curve(workspace, run, metric.Name, chart);
            }
            if ((isChanged && !isFirst) || hasEnded) yield return Part("run-metrics", $"/runs/{run}/metrics");
            var (lines, _) = workspace.Logs.Tail(run, 1);
            var hasSaid = lines is [var last] && last.Line != line;
            if (hasSaid) line = lines[0].Line;
            if ((hasSaid && !isFirst) || hasEnded) yield return Part("run-log", $"/runs/{run}/log");
            if (hasEnded)
            {
                yield return Part("run-facts", $"/runs/{run}/facts");
                yield return new SseItem<string>("", "end");
                yield break;
            }
            isFirst = false;
            if (!await Wait(cancellation).ConfigureAwait(false)) yield break;
        }
    }

    static SseItem<string> Curve(Workspace workspace, string run, string metric, int chart)
    {
        var curve = workspace.Outlines.Curve(run, metric, RunCurves.MostPoints);
        return new SseItem<string>(new JsonObject { ["id"] = RunCurves.IdOf(chart), ["values"] = RunCurves.Values(curve), ["caption"] = RunCurves.Caption(curve) }.ToJsonString(), "curve");
    }

    static SseItem<string> Part(string id, string address) => new(new JsonObject { ["id"] = id, ["address"] = address }.ToJsonString(), "part");

    static async Task<bool> Wait(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(_pause, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
