using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Server.Pages.Layout;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Data;

/// <summary>The pages of data sets: what is in my data, and what is wrong with it?</summary>
static class DataRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/data", () => Show.Page<DatasetsPage>());
        pages.MapGet("/data/{hash}", (string hash, int? column, HttpContext context, ProfileCache profiles) =>
            Show.Page<SnapshotPage>(("Hash", hash), ("Column", column), ("WithProfile", !CanWait(context) || profiles.Has(hash))));
        pages.MapGet("/data/{hash}/profile", (string hash) => Show.Page<ProfileView>(("Hash", hash)));
    }

    // A profile of many rows takes seconds. The page comes at once and asks for it, unless scripts are off: then the link has ?profile=now.
    static bool CanWait(HttpContext context) => !PageHead.IsFragment(context) && context.Request.Query["profile"] != "now" && !context.Request.Query.ContainsKey("column");
}
