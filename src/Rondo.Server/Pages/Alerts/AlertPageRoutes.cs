using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Pages.Monitoring;
using Rondo.Server.Pages.Parts;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Alerts;

/// <summary>The page of alerts: what is wrong now, what was, and who is not to be told for a while.</summary>
static class AlertPageRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/alerts", (string? done) => Show.Page<AlertsScreen>(("Done", done)));
        pages.MapGet("/alerts/{id}/column", Column);
        pages.MapPost("/alerts/{id}/silence", async (string id, HttpContext context, Workspace workspace) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            var text = form["for"].ToString().Trim();
            var span = DurationText.Parse(text) ?? throw new RondoException(new Mistake("bad_duration", $"'{VisibleText.Of(text)}' is no duration; expected {DurationText.Expected}.") { Field = "for" });
            workspace.Alerts.Silence(id, span, string.IsNullOrWhiteSpace(form["why"]) ? null : form["why"].ToString().Trim(), context.Author());
            return Back("silenced");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/alerts/{id}/unsilence", (string id, HttpContext context, Workspace workspace) =>
        {
            workspace.Alerts.Unsilence(id, context.Author());
            return Back("unsilenced");
        }).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
    }

    // Which column drifted most is worked out when somebody asks, not for every alert of the list.
    static async Task<IResult> Column(string id, HttpContext context, Workspace workspace)
    {
        var alert = workspace.Alerts.Find(id);
        var range = MonitoringAddress.WindowOf(alert);
        var looked = await WatchTurn.Take(c => new DriftWatch(workspace).Look(ModelReference.Parse(alert.Model), range.From, range.To, range.Window, MonitoringView.MostWindows, c), context.RequestAborted).ConfigureAwait(false);
        return Results.LocalRedirect(looked.Worst is { } worst ? MonitoringAddress.Column(alert.Model, worst.Name, range) : MonitoringAddress.Of(alert.Model, range), permanent: false, preserveMethod: false);
    }

    static IResult Back(string done) => Results.LocalRedirect($"/alerts?done={done}", permanent: false, preserveMethod: false);
}
