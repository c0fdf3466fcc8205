using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Pages.Alerts;
using Rondo.Server.Pages.Assets;
using Rondo.Server.Pages.Data;
using Rondo.Server.Pages.Deployments;
using Rondo.Server.Pages.Experiments;
using Rondo.Server.Pages.Layout;
using Rondo.Server.Pages.Models;
using Rondo.Server.Pages.Monitoring;
using Rondo.Server.Pages.Overview;
using Rondo.Server.Pages.Parts;
using Rondo.Server.Pages.Runs;
using Rondo.Server.Pages.Schedules;
using Rondo.Server.Pages.Settings;

namespace Rondo.Server.Pages;

/// <summary>The web UI: every page, its fragments and its files.</summary>
static class PageRoutes
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton(AssetFiles.Load());
        services.AddSingleton<PackageReports>();
        services.AddSingleton<ProfileCache>();
    }

    public static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<AssetFiles>().Map(app).OpenToAll().ExcludeFromDescription();
        app.MapGet("/theme", Theme).OpenToAll().ExcludeFromDescription();
        var pages = app.MapGroup("").Needs(Permission.Read).ExcludeFromDescription().AddEndpointFilter(PageErrors.Show).AddEndpointFilter(PageHeaders.Add);
        OverviewRoutes.Map(pages);
        ModelRoutes.Map(pages);
        MonitoringPageRoutes.Map(pages);
        AlertPageRoutes.Map(pages);
        AbTestPageRoutes.Map(pages);
        SchedulePageRoutes.Map(pages);
        DeploymentRoutes.Map(pages);
        DataRoutes.Map(pages);
        RunRoutes.Map(pages);
        SettingsRoutes.Map(pages);
    }

    // With scripts off the link comes here; with scripts on the page keeps the choice itself.
    static IResult Theme(HttpContext context, string to, string? back)
    {
        if (to is "light" or "dark")
            context.Response.Cookies.Append(PageHead.ThemeCookie, to, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax });
        return Results.LocalRedirect(IsLocal(back) ? back! : "/");
    }

    static bool IsLocal(string? address) => address is ['/'] or ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl);
}
