using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Api;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Schedules;

/// <summary>The page of what happens by itself: what will run, what ran, and what came of it.</summary>
static class SchedulePageRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/schedules", (string? done) => Show.Page<SchedulesScreen>(("Done", done)));
        pages.MapPost("/schedules/retrain", async (HttpContext context, Workspace workspace, TimeProvider clock) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            RetrainRoutes.Ask(workspace, form["model"].ToString(), string.IsNullOrWhiteSpace(form["why"]) ? null : form["why"].ToString().Trim(), null, context, clock);
            return Back("asked");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/schedules/{id}/cancel", (string id, HttpContext context, Workspace workspace) =>
        {
            workspace.Retrains.Cancel(id, context.Author());
            return Back("cancelled");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
    }

    static IResult Back(string done) => Results.LocalRedirect($"/schedules?done={done}", permanent: false, preserveMethod: false);
}
