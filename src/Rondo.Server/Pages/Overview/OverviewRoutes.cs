using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Overview;

/// <summary>Is my model healthy right now, and what needs me?</summary>
static class OverviewRoutes
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", () => Show.Page<OverviewPage>());
}
