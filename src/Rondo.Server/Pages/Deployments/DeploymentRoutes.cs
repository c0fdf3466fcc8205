using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Deployments;

/// <summary>The page of deployments: what serves traffic, how fast, on which version.</summary>
static class DeploymentRoutes
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/deployments", () => Show.Page<DeploymentsScreen>());
}
