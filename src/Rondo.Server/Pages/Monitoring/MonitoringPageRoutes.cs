using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Server.Pages.Parts;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Monitoring;

/// <summary>The pages of what is observed: has the world changed since training, and does the model mind?</summary>
static class MonitoringPageRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/models/{name}/monitoring", async (string name, HttpContext context, Workspace workspace, TimeProvider clock) =>
        {
            var range = RangeQuery.Of(context.Request.Query);
            var view = await WatchTurn.Take(c => MonitoringView.Of(workspace, name, range, clock.GetUtcNow(), c), context.RequestAborted).ConfigureAwait(false);
            return Show.Page<MonitoringScreen>(("Name", name), ("View", view));
        });
        pages.MapGet("/models/{name}/monitoring/columns/{column}", Column);
        pages.MapGet("/models/{name}/monitoring/columns", (string name, HttpContext context, Workspace workspace) => Column(name, context.Request.Query["name"].ToString(), context, workspace));
    }

    static async Task<IResult> Column(string name, string column, HttpContext context, Workspace workspace)
    {
        var range = RangeQuery.Of(context.Request.Query, "name", "page");
        var page = Page(context.Request.Query["page"].ToString());
        var view = await WatchTurn.Take(c => ColumnView.Of(workspace, name, column, range, page, c), context.RequestAborted).ConfigureAwait(false);
        if (view is null) return PageErrors.NotFound($"Nothing is known of a column '{VisibleText.Of(column)}' of {name}.", "It is no input column, it is masked, or the version keeps no reference; the page of the model's monitoring lists what is watched.");
        return Show.Page<ColumnScreen>(("Name", name), ("View", view));
    }

    static int Page(string text) => text.Length == 0 ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is >= 1 and <= ColumnView.MostPages ? page
        : throw new RondoException(new Mistake("bad_query", $"'{VisibleText.Of(text)}' is no page of rows.") { Field = "page", Hint = FormattableString.Invariant($"Write a number from 1 to {ColumnView.MostPages}.") });
}
