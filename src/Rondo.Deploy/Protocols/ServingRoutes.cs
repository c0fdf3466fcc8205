using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;

namespace Rondo.Deploy.Protocols;

/// <summary>The routes of a model host.</summary>
static class ServingRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        PredictRoutes.Map(app, desk);
        SignatureRoutes.Map(app, desk);
        SignatureRoutes.MapList(app, desk);
    }
}
