using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Models;

/// <summary>The registry's pages: which version is where, who put it there and on what evidence.</summary>
static class ModelRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/models", () => Show.Page<ModelsPage>());
        pages.MapGet("/models/{name}", (string name, string? done) => Show.Page<ModelPage>(("Name", name), ("Done", done)));
        pages.MapGet("/models/{name}/versions/{number:int}", (string name, int number, string? tab, string? done) =>
            Show.Page<VersionPage>(("Name", name), ("Number", number), ("Tab", tab), ("Done", done)));
        pages.MapGet("/models/{name}/versions/{number:int}/files/{*path}", File);
        pages.MapGet("/models/{name}/diff", (string name, int? from, int? to) => Show.Page<DiffPage>(("Name", name), ("From", from), ("To", to)));
        pages.MapGet("/models/{name}/promote", (string name, int version) => Show.Page<PromotePage>(("Name", name), ("Number", version)));
        pages.MapPost("/models/{name}/promote", Promote).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/models/{name}/rollback", Rollback).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/models/{name}/versions/{number:int}/approval", Approve).Needs(Permission.Deploy).AcceptsForms().AuditedByStore();
        pages.MapPost("/models/{name}/rules", SetRules).Needs(Permission.Deploy).AcceptsForms().Audits("model.rules_set");
    }

    static async Task<IResult> Promote(string name, HttpContext context, Workspace workspace, PackageReports reports)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var number = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var (reason, force) = (Text(form["reason"]), form["force"] == "yes");
        try
        {
            var version = workspace.Models.Get(ModelReference.Version(name, number));
            var expected = Expected(form["expected"]);
            var evidence = Evidence.Of(version, ChampionOf(workspace, name), reports);
            workspace.Models.Promote(ModelReference.Version(name, number), expected, context.Author(reason) with { Evidence = evidence.ToDictionary() }, force);
        }
        catch (RondoException e) when (e.Mistakes[0].Code is "alias_moved" or "success_missed" or "approval_needed" or "rejected" && number > 0)
        {
            var page = Show.Page<PromotePage>(("Name", name), ("Number", number), ("Refused", e.Mistakes[0]), ("Reason", reason));
            page.StatusCode = StatusCodes.Status409Conflict;
            return page;
        }
        return Back(name, "promoted");
    }

    static async Task<IResult> Rollback(string name, HttpContext context, Workspace workspace)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            workspace.Models.Rollback(name, Expected(form["expected"]), context.Author(Text(form["reason"])));
        }
        catch (RondoException e) when (e.Mistakes[0].Code is "alias_moved" or "no_previous_champion" or "no_champion")
        {
            var page = Show.Page<ModelPage>(("Name", name), ("Refused", e.Mistakes[0]));
            page.StatusCode = StatusCodes.Status409Conflict;
            return page;
        }
        return Back(name, "rolled_back");
    }

    static async Task<IResult> Approve(string name, int number, HttpContext context, Workspace workspace)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var isApproved = form["word"].ToString() switch
        {
            "approve" => true,
            "reject" => false,
            _ => throw new RondoException("bad_arguments", "The form says neither approve nor reject.", "Open the page again."),
        };
        workspace.Models.Approve(ModelReference.Version(name, number), isApproved, context.Author(Text(form["reason"])));
        return Results.LocalRedirect($"{ModelAddress.Of(name, number)}?tab=approval&done={(isApproved ? "approved" : "rejected")}", permanent: false, preserveMethod: false);
    }

    static async Task<IResult> SetRules(string name, HttpContext context, Workspace workspace)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        int? keep = form["keep"].ToString().Trim() switch
        {
            "" => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            var text => throw new RondoException("bad_arguments", $"How many versions to keep is a whole number; found '{text}'.", "Leave it empty to keep all."),
        };
        workspace.Models.SetRules(name, new ModelRules(form["approval"] == "yes", keep), context.Author());
        return Back(name, "rules");
    }

    static IResult Back(string name, string done) => Results.LocalRedirect($"{ModelAddress.Of(name)}?done={done}", permanent: false, preserveMethod: false);

    static ModelVersion? ChampionOf(Workspace workspace, string name) =>
        workspace.Models.Versions(name).FirstOrDefault(v => v.Aliases.Contains(ModelReference.Champion));

    static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: > 2000 } longText ? longText[..2000] : text.Trim();

    // The form says which champion its reader saw: nobody may have put another there meanwhile.
    static ExpectedAlias Expected(string? text) => text switch
    {
        "none" => ExpectedAlias.Nothing,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => ExpectedAlias.Version(number),
        _ => throw new RondoException("bad_arguments", "The form doesn't say which champion it was made for.", "Open the page again."),
    };

    static IResult File(string name, int number, string path, HttpContext context, Workspace workspace)
    {
        var package = workspace.Models.Open(ModelReference.Version(name, number));
        if (!package.Has(path)) return PageErrors.NotFound($"{name}@{number} has no file '{path}'.", "The version's page lists its files.");
        // Whatever is in it, it is a file to keep and never a page of ours.
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.File(package.Read(path), "application/octet-stream", Path.GetFileName(path));
    }
}
