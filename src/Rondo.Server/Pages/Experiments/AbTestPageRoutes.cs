using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Pages.Parts;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Experiments;

/// <summary>The pages of experiments: does the challenger win, and may the answer be trusted?</summary>
static class AbTestPageRoutes
{
    public static string Of(AbTest test) => $"/experiments/{Uri.EscapeDataString(test.Id)}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/experiments", (string? done) => Show.Page<AbTestsScreen>(("Done", done)));
        pages.MapGet("/experiments/{id}", async (string id, HttpContext context, Workspace workspace, ServerOptions options) =>
        {
            var test = workspace.AbTests.Find(id);
            var report = await WatchTurn.Take(cancellation => new AbTestWatch(workspace, options.Clock).Look(test, cancellation: cancellation), context.RequestAborted).ConfigureAwait(false);
            return Show.Page<AbTestScreen>(("Report", report));
        });
        pages.MapPost("/experiments/{id}/stop", async (string id, HttpContext context, Workspace workspace, ServerOptions options) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            new AbTestDesk(workspace, options.Clock).Stop(id, context.Author(string.IsNullOrWhiteSpace(form["why"]) ? null : form["why"].ToString().Trim()));
            return Back("stopped");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/experiments/start", async (HttpContext context, Workspace workspace, ServerOptions options) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            new AbTestDesk(workspace, options.Clock).Start(ModelReference.CheckName(form["model"].ToString()), context.Author());
            return Back("started");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
    }

    static IResult Back(string done) => Results.LocalRedirect($"/experiments?done={done}", permanent: false, preserveMethod: false);
}
